// Stands in for "zenc" where a pipeline is simply called: steps run as the functions they are, with their retries and
// timeouts, and what they return is recorded.
import { AsyncLocalStorage } from "node:async_hooks";
import { parse } from "@lukeed/ms";

export { type LocalPath, log, materializer, metric, pipeline, progress, toLocalPath } from "../../../runtime/authoring/index.js";

type Run = (...values: unknown[]) => unknown;
interface Options {
  readonly name?: string;
  readonly timeout?: string | number;
  readonly env?: Readonly<Record<string, string>>;
  readonly retries?: number | { readonly limit: number };
}

/** The name that a step's options give it, by the function that `step` returned. */
export const stepNames = new Map<unknown, string | undefined>();

/** Is told of each output of a step before anybody else gets it. */
export type Recorder = (step: unknown, output: unknown) => Promise<void>;
/** Of the pipeline's call that a step was called in: what an earlier, failed call has left running does not mix with it. */
export const recorders = new AsyncLocalStorage<Recorder>();

function author(first: Options | Run, second?: Run): Run {
  const [options, run] = typeof first === "function" ? [{}, first] : [first, second as Run];
  const limit = typeof options.retries === "object" ? options.retries.limit : (options.retries ?? 0);
  const recorded = async (...values: unknown[]): Promise<unknown> => {
    for (let left = limit; ; left -= 1) {
      try {
        Object.assign(process.env, options.env);
        const output = await inTime(options.timeout, () => run(...values));
        await recorders.getStore()?.(recorded, output);
        return output;
      } catch (error) {
        if (left === 0) throw error;
      }
    }
  };
  stepNames.set(recorded, options.name);
  return recorded;
}

/** As an engine says it. */
export const tookTooLong = (seconds: number): string =>
  `The step took longer than its timeout of ${seconds} s; it and what it had started were killed.`;

async function inTime(timeout: string | number | undefined, run: () => unknown): Promise<unknown> {
  if (timeout === undefined) return run();
  const milliseconds = typeof timeout === "number" ? timeout * 1000 : (parse(timeout) ?? 0);
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(tookTooLong(milliseconds / 1000))), milliseconds);
  });
  return Promise.race([Promise.resolve().then(run), over]).finally(() => clearTimeout(timer));
}

export const step = author;
export const trainer = author;
export const evaluator = author;
export const deployer = author;
