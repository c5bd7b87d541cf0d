// A store in this process's memory, as quick as a store can be; and one that is lost after some writes, as in a crash.
import type { Store } from "../../../runtime/contract/index.js";

/** An empty store. */
export function memoryStore(url: string): Store {
  const objects = new Map<string, Uint8Array>();
  const below = (prefix: string, shallow: boolean): readonly string[] => {
    const found = [...objects.keys()].filter((key) => key.startsWith(prefix));
    const children = found.map((key) => key.slice(prefix.length).split("/"));
    const named = shallow ? children.map(([first, ...more]) => `${prefix}${first}${more.length > 0 ? "/" : ""}`) : found;
    return [...new Set(named)].sort();
  };
  return {
    url,
    get: async (key) => objects.get(key)?.slice() ?? null,
    getStream: async (key) => {
      const found = objects.get(key);
      return found
        ? (async function* () {
            yield found.slice();
          })()
        : null;
    },
    has: async (key) => objects.has(key),
    put: async (key, bytes) => void objects.set(key, bytes.slice()),
    create: async (key, bytes) => {
      if (objects.has(key)) return false;
      objects.set(key, bytes.slice());
      return true;
    },
    putFile: async () => {
      throw new Error("no random program stores files");
    },
    async *list(prefix, options) {
      yield* below(prefix, options?.shallow ?? false);
    },
    remove: async (key) => void objects.delete(key),
  };
}

/** The same store until it has been written to so often; from then on nothing is written any more, and all fails. */
export function lostAfter(store: Store, writes: number): { readonly store: Store; readonly lost: () => boolean } {
  let left = writes;
  const written = <T>(write: () => Promise<T>): Promise<T> => {
    left -= 1;
    return left < 0 ? Promise.reject(new Error("the process is gone")) : write();
  };
  const read = <T>(get: () => Promise<T>): Promise<T> => (left < 0 ? Promise.reject(new Error("the process is gone")) : get());
  return {
    lost: () => left < 0,
    store: {
      ...store,
      get: (key) => read(() => store.get(key)),
      has: (key) => read(() => store.has(key)),
      put: (key, bytes) => written(() => store.put(key, bytes)),
      create: (key, bytes) => written(() => store.create(key, bytes)),
      remove: (key) => written(() => store.remove(key)),
    },
  };
}
