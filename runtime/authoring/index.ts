// `import { step, pipeline } from "zenc"`: all that a pipeline file needs. Imports nothing, so that it costs nothing.
export { log, metric, progress, type StepContext } from "./context.js";
export { type Materializer, materializer } from "./materializer.js";
export type { Duration, PipelineOptions, Quantity, StepOptions, TrainerOptions } from "./options.js";
export { type LocalPath, toLocalPath } from "./path.js";
export { deployer, evaluator, pipeline, step, trainer } from "./steps.js";
