// Stands in for "zenc" where a pipeline is simply called: steps run as the functions they are, with their retries and
// timeouts, and what they return is recorded.
import { parse } from "@lukeed/ms";

export { type LocalPath, log, metric, progress, toLocalPath } from "../../../runtime/authoring/index.js";

type Run = (...values: unknown[]) => unknown;
interface Options {
  readonly name?: string;
  readonly timeout?: string | number;
  readonly env?: Readonly<Record<string, string>>;
  readonly retries?: number | { readonly limit: number };
}

/** One step and what its calls returned. */
export interface RecordedStep {
  readonly name: string | undefined;
  readonly outputs: unknown[];
}

/** By the function that `step` returned. */
export const recordedSteps = new Map<unknown, RecordedStep>();
const recorder: { record: (step: unknown, output: unknown) => Promise<void> } = { record: async () => {} };

/** Says who is told of each output, before anybody else gets it. */
export function onOutput(record: typeof recorder.record): void {
  recorder.record = record;
}

function author(first: Options | Run, second?: Run): Run {
  const [options, run] = typeof first === "function" ? [{}, first] : [first, second as Run];
  const limit = typeof options.retries === "object" ? options.retries.limit : (options.retries ?? 0);
  const recorded = async (...values: unknown[]): Promise<unknown> => {
    for (let left = limit; ; left -= 1) {
      try {
        Object.assign(process.env, options.env);
        const output = await inTime(options.timeout, () => run(...values));
        await recorder.record(recorded, output);
        return output;
      } catch (error) {
        if (left === 0) throw error;
      }
    }
  };
  recordedSteps.set(recorded, { name: options.name, outputs: [] });
  return recorded;
}

async function inTime(timeout: string | number | undefined, run: () => unknown): Promise<unknown> {
  if (timeout === undefined) return run();
  const milliseconds = typeof timeout === "number" ? timeout * 1000 : (parse(timeout) ?? 0);
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error("took too long")), milliseconds);
  });
  return Promise.race([Promise.resolve().then(run), over]).finally(() => clearTimeout(timer));
}

export const step = author;
export const trainer = author;
export const evaluator = author;
export const deployer = author;
/** Just the function. */
export const pipeline = (first: unknown, run?: Run): Run => run ?? (first as Run);
