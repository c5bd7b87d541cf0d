// An engine of its own for each step's tfjs. tfjs keeps its engine on globalThis, one per process, but each step's code holds a copy
// of tfjs: in a warm process two copies would register the same kernels and variables in one engine, and fail.
import type { Digest } from "../contract/index.js";

type Globals = Record<string | symbol, unknown>;
const names = ["_tfengine", "_tfGlobals"] as const;
const setAside = Symbol.for("zenc.tfjs-engines");

/** Runs `work` of the code `digest` with that code's own engine; afterwards it is set aside for the next time. */
export async function withEngine<T>(digest: Digest, work: () => Promise<T>): Promise<T> {
  const globals = globalThis as unknown as Globals;
  globals[setAside] ??= new Map<Digest, Globals>();
  const engines = globals[setAside] as Map<Digest, Globals>;
  const before = exchange(globals, engines.get(digest) ?? {});
  try {
    return await work();
  } finally {
    engines.set(digest, exchange(globals, before));
  }
}

/** Puts values in the place of tfjs's, and returns those that were there. */
function exchange(globals: Globals, values: Globals): Globals {
  const there: Globals = {};
  for (const name of names) {
    if (globals[name] !== undefined) there[name] = globals[name];
    if (values[name] === undefined) delete globals[name];
    else globals[name] = values[name];
  }
  return there;
}
