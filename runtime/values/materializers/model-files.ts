// A tfjs model as the two files that every tfjs and its converter read: model.json and weights.bin, under a manifest.
import type { ArtifactObject, Materializer } from "../../contract/codec.js";
import type { ValueContext } from "../context.js";
import { valueError } from "../error.js";
import { readManifest, writeManifest } from "../manifest.js";
import { readBytes, writeBytes } from "../object.js";
import type { ModelArtifacts, SavableModel, Tfjs, WeightSpec } from "./tfjs.js";

const modelFile = "model.json";
const weightsFile = "weights.bin";

/** What tfjs would save, taken out of its hands. */
export async function artifactsOf(
  tfjs: Tfjs,
  model: SavableModel,
  options?: { readonly includeOptimizer: boolean },
): Promise<ModelArtifacts> {
  let saved: ModelArtifacts | undefined;
  const handler = tfjs.io.withSaveHandler(async (artifacts) => {
    saved = artifacts;
    return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: "JSON" } };
  });
  await model.save(handler, options);
  return saved ?? {};
}

/** Stores both files and their manifest. */
export async function writeModelFiles(
  artifacts: ModelArtifacts,
  materializer: Materializer,
  { store }: ValueContext,
): Promise<ArtifactObject> {
  const { weightSpecs, weightData, ...rest } = artifacts;
  const manifest = [{ paths: [weightsFile], weights: weightSpecs ?? [] }];
  const text = JSON.stringify({ ...rest, weightsManifest: manifest });
  const model = await writeBytes(store, materializer, new TextEncoder().encode(text));
  const weights = await writeBytes(store, materializer, bytesOf(weightData));
  return writeManifest(store, materializer, {
    files: [
      { path: modelFile, digest: model.digest, bytes: model.bytes },
      { path: weightsFile, digest: weights.digest, bytes: weights.bytes },
    ],
  });
}

/** Reads them back to what a load handler returns. */
export async function readModelFiles(artifact: ArtifactObject, { store }: ValueContext, at: string): Promise<ModelArtifacts> {
  const manifest = await readManifest(store, artifact, at);
  const read = async (path: string): Promise<Uint8Array> => {
    const file = manifest.files.find((one) => one.path === path);
    if (file === undefined) throw valueError(at, `its manifest lacks "${path}"`);
    return readBytes(store, file, at);
  };
  const [model, weights] = await Promise.all([read(modelFile), read(weightsFile)]);
  const { weightsManifest, ...rest } = JSON.parse(new TextDecoder().decode(model)) as {
    weightsManifest: readonly { readonly weights: readonly WeightSpec[] }[];
  } & ModelArtifacts;
  const weightSpecs = weightsManifest.flatMap((group) => group.weights);
  // A buffer of its own: tfjs cuts it by offsets from its start.
  return { ...rest, weightSpecs, weightData: Uint8Array.from(weights).buffer };
}

function bytesOf(data: ModelArtifacts["weightData"]): Uint8Array {
  if (data === undefined) return new Uint8Array();
  return data instanceof ArrayBuffer
    ? new Uint8Array(data)
    : Buffer.concat(Array.from(data as readonly ArrayBuffer[], (part) => new Uint8Array(part)));
}
