// Stands in for "zenc" where a program is simply called: steps are the functions that they are, tried again as their retries
// say, and every call is told.
type Run = (...values: unknown[]) => unknown;
interface Options {
  readonly retries?: { readonly limit: number };
}

export interface PlainCall {
  /** The function that `step` returned. */
  readonly step: unknown;
  readonly arguments: readonly unknown[];
  readonly output?: unknown;
  readonly error?: Error;
}

/** Where calls are told, and whether a `catch` was entered; a program that calls without end is stopped. */
export const told: { calls: PlainCall[]; caught: boolean } = { calls: [], caught: false };
export const noteCaught = (): void => {
  told.caught = true;
};
const most = 5_000;

function author(first: Options | Run, second?: Run): Run {
  const [options, run] = typeof first === "function" ? [{} as Options, first] : [first, second as Run];
  const recorded = async (...values: unknown[]): Promise<unknown> => {
    if (told.calls.length > most) throw new Error("the program calls without end");
    const given = structuredClone(values.slice(0, run.length));
    for (let left = options.retries?.limit ?? 0; ; left -= 1) {
      try {
        const output = await run(...structuredClone(values));
        told.calls.push({ step: recorded, arguments: given, output: structuredClone(output) });
        return output;
      } catch (error) {
        if (left > 0) continue;
        told.calls.push({ step: recorded, arguments: given, error: error as Error });
        throw error;
      }
    }
  };
  return recorded;
}

export const step = author;
export const trainer = author;
export const evaluator = author;
export const deployer = author;
/** Just the function. */
export const pipeline = (first: unknown, run?: Run): Run => run ?? (first as Run);

/**
 * Stands in for `Promise.all`, which rejects with the first failure in time, while others go on: here all end, and the first in
 * order counts. It is one of the ways in which time may go, and the one that depends on nothing else.
 */
export async function allInOrder(all: Iterable<unknown>): Promise<unknown[]> {
  const ended = await Promise.allSettled(all);
  return ended.map((one) => {
    if (one.status === "rejected") throw one.reason;
    return one.value;
  });
}
