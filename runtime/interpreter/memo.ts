// Computes each thing once, and never on the asker's stack: chains of a thousand variables stay flat.

export interface Memo<T> {
  get(key: string, compute: () => Promise<T>): Promise<T>;
}

/** An empty memo. A computation that rejects rejects for every asker. */
export function createMemo<T>(): Memo<T> {
  const known = new Map<string, Promise<T>>();
  return {
    get(key, compute) {
      const found = known.get(key);
      if (found) return found;
      const made = Promise.resolve().then(compute);
      known.set(key, made);
      return made;
    },
  };
}

/** A function that runs at most `limit` of its calls at once: open files and sockets are few. */
export function limited<A extends readonly unknown[], T>(
  limit: number,
  call: (...values: A) => Promise<T>,
): (...values: A) => Promise<T> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (...values) => {
    if (running < limit) running++;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await call(...values);
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running--;
    }
  };
}
