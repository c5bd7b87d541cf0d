// The authoring functions. Each returns the author's own function: called in a test, a step is just that function. Only a pipeline with
// hooks is wrapped.
import type { OutputOptions } from "./materializer.js";
import type { PipelineOptions, StepOptions, TrainerOptions } from "./options.js";

// biome-ignore lint/suspicious/noExplicitAny: only `any` accepts every function
type AnyFunction = (...values: any[]) => unknown;
interface Author<Options> {
  <F extends AnyFunction>(run: F): F;
  <F extends AnyFunction>(options: Options & OutputOptions<F>, run: F): F;
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
 * process, without zenc, and its `onSuccess` and `onFailure` around them. Its parameters are one object.
 */
export function pipeline<F extends AnyFunction>(options: string | PipelineOptions, run: F): F;
export function pipeline<F extends AnyFunction>(run: F): F;
export function pipeline<F extends AnyFunction>(first: unknown, run?: F): F {
  if (!run) return first as F;
  const { onSuccess, onFailure } = (typeof first === "object" && first !== null ? first : {}) as PipelineOptions;
  return onSuccess || onFailure ? withHooks(run, onSuccess, onFailure) : run;
}

function withHooks<F extends AnyFunction>(
  run: F,
  onSuccess: PipelineOptions["onSuccess"],
  onFailure: PipelineOptions["onFailure"],
): F {
  const called = async (...values: Parameters<F>): Promise<unknown> => {
    let result: unknown;
    try {
      result = await run(...values);
    } catch (error) {
      await onFailure?.(
        error instanceof Error ? { name: error.name, message: error.message } : { name: "Error", message: String(error) },
      );
      throw error;
    }
    await onSuccess?.(result);
    return result;
  };
  return called as unknown as F;
}
