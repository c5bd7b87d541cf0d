// Bounded concurrency for reads and writes of a store.

/** Runs what it is given, at most `most` at a time, the rest in order. */
export type Limit = <T>(run: () => Promise<T>) => Promise<T>;

/** Makes a Limit. */
export function limitOf(most: number): Limit {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (run) => {
    if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve));
    else running++;
    try {
      return await run();
    } finally {
      const next = waiting.shift();
      // The place goes straight to the next one, so that no newcomer takes it in between.
      if (next) next();
      else running--;
    }
  };
}

/** All results in order; where some fail, waits for the rest, then throws the first error by position. */
export async function allOf<T>(promises: Iterable<Promise<T>>): Promise<T[]> {
  const settled = await Promise.allSettled(promises);
  const failed = settled.find((one) => one.status === "rejected");
  if (failed) throw failed.reason;
  return settled.map((one) => (one as PromiseFulfilledResult<T>).value);
}
