// An engine of its own for each copy of tfjs. tfjs keeps its engine on globalThis, one per process, but a warm process may meet two
// versions of it, or one that a package holds in a step's own module: they would register the same kernels in one engine, and fail.
import util from "node:util";

type Globals = Record<string | symbol, unknown>;
const names = ["_tfengine", "_tfGlobals"] as const;
const setAside = Symbol.for("zenc.tfjs-engines");

/** Runs `work` with the engine of the copy that `copy` names; afterwards it is set aside for the next time. */
export async function withEngine<T>(copy: string, work: () => Promise<T>): Promise<T> {
  restoreUtil();
  const globals = globalThis as unknown as Globals;
  globals[setAside] ??= new Map<string, Globals>();
  const engines = globals[setAside] as Map<string, Globals>;
  const before = exchange(globals, engines.get(copy) ?? {});
  try {
    return await work();
  } finally {
    engines.set(copy, exchange(globals, before));
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

/** tfjs-node 4.22, the last there is, calls what Node 23 has removed. */
function restoreUtil(): void {
  const parts = util as { isArray?: unknown; isNullOrUndefined?: unknown };
  parts.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
  parts.isArray ??= Array.isArray;
}
