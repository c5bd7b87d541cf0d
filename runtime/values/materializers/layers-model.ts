// A tfjs LayersModel, with its optimizer, so that training can go on in another step.
import type { MaterializerPart } from "../context.js";
import { describe, valueError } from "../error.js";
import { closeUpNames } from "./layer-names.js";
import { artifactsOf, readModelFiles, writeModelFiles } from "./model-files.js";
import { steadyOptimizerNames } from "./optimizer-names.js";
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
      weightSpecs: steadyOptimizerNames(weightSpecs ?? []),
      ...(trainingConfig === undefined ? {} : { trainingConfig }),
    });
    return writeModelFiles({ ...artifacts, ...named }, "layers-model", context);
  },
  async read(artifact, context, at) {
    const tfjs = tfjsOf(context, at);
    return tfjs.loadLayersModel(tfjs.io.fromMemory(await readModelFiles(artifact, context, at)));
  },
};

/** With the optimizer where there is one that can come back: without its loss it would not train as before. */
async function save(tfjs: Tfjs, model: SavableModel, at: string): Promise<ModelArtifacts> {
  const { optimizer, loss } = model as { optimizer?: unknown; loss?: unknown };
  try {
    return await artifactsOf(tfjs, model, { includeOptimizer: optimizer !== undefined && !hasFunction(loss) });
  } catch (cause) {
    throw valueError(at, `tfjs cannot save this model: ${(cause as Error).message}`, cause);
  }
}

/** A loss that is the author's own function has no name that tfjs could load it by. */
function hasFunction(loss: unknown): boolean {
  if (typeof loss !== "object" || loss === null) return typeof loss === "function";
  return Object.values(loss).some((one) => typeof one === "function");
}
