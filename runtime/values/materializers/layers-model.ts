// A tfjs LayersModel, with its optimizer, so that training can go on in another step.
import type { MaterializerPart } from "../context.js";
import { describe, valueError } from "../error.js";
import { closeUpNames } from "./layer-names.js";
import { artifactsOf, readModelFiles, writeModelFiles } from "./model-files.js";
import { hasMethods, type ModelArtifacts, type SavableModel, type Tfjs, tfjsOf } from "./tfjs.js";

export const layersModel: MaterializerPart = {
  async write(value, context, at) {
    if (!hasMethods(value, "save", "getWeights", "predict")) {
      throw valueError(at, `expected a tfjs LayersModel, got ${describe(value)}`);
    }
    const artifacts = await save(tfjsOf(context, at), value as SavableModel, at);
    const { modelTopology, trainingConfig, weightSpecs } = artifacts;
    const named = closeUpNames({
      modelTopology,
      weightSpecs: weightSpecs ?? [],
      ...(trainingConfig === undefined ? {} : { trainingConfig }),
    });
    return writeModelFiles({ ...artifacts, ...named }, "layers-model", context);
  },
  async read(artifact, context, at) {
    const tfjs = tfjsOf(context, at);
    return tfjs.loadLayersModel(tfjs.io.fromMemory(await readModelFiles(artifact, context, at)));
  },
};

async function save(tfjs: Tfjs, model: SavableModel, at: string): Promise<ModelArtifacts> {
  // Only a compiled model has an optimizer; asking for one that is missing prints a warning.
  const compiled = (model as { optimizer?: unknown }).optimizer !== undefined;
  try {
    return await artifactsOf(tfjs, model, { includeOptimizer: compiled });
  } catch (first) {
    // A loss or metric that is a function of the author's cannot be saved; the model itself can.
    const saved = compiled ? await artifactsOf(tfjs, model, { includeOptimizer: false }).catch(() => null) : null;
    if (saved === null) throw valueError(at, `tfjs cannot save this model: ${(first as Error).message}`, first);
    return saved;
  }
}
