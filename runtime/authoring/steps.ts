// The authoring functions. Each returns the author's own function: called in a test, a step is just that function.
import type { PipelineOptions, StepOptions, TrainerOptions } from "./options.js";

// biome-ignore lint/suspicious/noExplicitAny: only `any` accepts every function
type AnyFunction = (...values: any[]) => unknown;
interface Author<Options> {
  <F extends AnyFunction>(run: F): F;
  <F extends AnyFunction>(options: Options, run: F): F;
}
const author = (<F extends AnyFunction>(first: unknown, run?: F): F => run ?? (first as F)) as Author<StepOptions>;

/** A step: one unit of work, run in a process of its own, its result stored and reused. */
export const step: Author<StepOptions> = author;
/** A step that trains a model; placed on an accelerator where the stack has one. */
export const trainer: Author<TrainerOptions> = author;
/** A step whose numbers are metrics. */
export const evaluator: Author<StepOptions> = author;
/** A step with an effect; never reused. */
export const deployer: Author<StepOptions> = author;

/**
 * A pipeline: an ordinary async function over steps, which zenc reads and never runs. Calling it runs the steps in this
 * process, without zenc. Its parameters are one object.
 */
export function pipeline<F extends AnyFunction>(options: string | PipelineOptions, run: F): F;
export function pipeline<F extends AnyFunction>(run: F): F;
export function pipeline<F extends AnyFunction>(first: unknown, run?: F): F {
  return run ?? (first as F);
}
