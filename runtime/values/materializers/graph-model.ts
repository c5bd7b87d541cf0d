// A tfjs GraphModel.
import type { MaterializerPart } from "../context.js";
import { describe, valueError } from "../error.js";
import { artifactsOf, readModelFiles, writeModelFiles } from "./model-files.js";
import { hasMethods, type SavableModel, tfjsOf } from "./tfjs.js";

export const graphModel: MaterializerPart = {
  async write(value, context, at) {
    if (!hasMethods(value, "save", "executeAsync", "predict")) {
      throw valueError(at, `expected a tfjs GraphModel, got ${describe(value)}`);
    }
    return writeModelFiles(await artifactsOf(tfjsOf(context, at), value as SavableModel), "graph-model", context);
  },
  async read(artifact, context, at) {
    const tfjs = tfjsOf(context, at);
    return tfjs.loadGraphModel(tfjs.io.fromMemory(await readModelFiles(artifact, context, at)));
  },
};
