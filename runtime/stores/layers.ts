// A store over folders: what is new goes into the first, what lies below is only read. So a process whose store comes to it as files (of a
// repository, of the jobs before it) leaves just what it has added.
import type { Store } from "../contract/store.js";
import { storeError } from "./error.js";
import { openFolder } from "./folder.js";

/** Opens what `layersUrl` says. @throws StoreError where it names no folder. */
export function openLayers(url: string): Store {
  const [folder = "", query = ""] = url.slice("layers://".length).split("?");
  if (folder === "") throw storeError({ url, operation: "open", reason: "url", detail: "it names no folder" });
  const top = openFolder(folder);
  const below = new URLSearchParams(query).getAll("below").map(openFolder);
  return layered(url, top, below);
}

/** @param below only read; earlier ones count. */
function layered(url: string, top: Store, below: readonly Store[]): Store {
  const all = [top, ...below];
  const first = <T>(ask: (store: Store) => Promise<T | null>) => firstOf(all, ask);
  const hasBelow = async (key: string): Promise<boolean> => {
    for (const store of below) if (await store.has(key)) return true;
    return false;
  };
  return {
    url,
    get: (key) => first((store) => store.get(key)),
    getStream: (key) => first((store) => store.getStream(key)),
    has: async (key) => (await top.has(key)) || hasBelow(key),
    put: (key, bytes) => top.put(key, bytes),
    putFile: (key, path) => top.putFile(key, path),
    create: async (key, bytes) => !(await hasBelow(key)) && top.create(key, bytes),
    list: (prefix, options) => merged(all.map((store) => store.list(prefix, options))),
    async remove(key) {
      if (await hasBelow(key)) {
        throw storeError({ url, operation: "remove", key, reason: "unsupported", detail: "it lies where nothing is written" });
      }
      await top.remove(key);
    },
    async keep(kept) {
      for (const key of kept) {
        if (await top.has(key)) continue;
        const bytes = await first((store) => store.get(key));
        if (bytes !== null) await top.put(key, bytes);
      }
    },
  };
}

/** What the first store that has something says; null where none has. */
export async function firstOf<T>(stores: readonly Store[], ask: (store: Store) => Promise<T | null>): Promise<T | null> {
  for (const store of stores) {
    const found = await ask(store);
    if (found !== null) return found;
  }
  return null;
}

/** Keys of several lists, each once, in order of code units. */
export async function* merged(lists: readonly AsyncIterable<string>[]): AsyncGenerator<string> {
  const found = new Set<string>();
  for (const list of lists) for await (const key of list) found.add(key);
  yield* [...found].sort((a, b) => (a < b ? -1 : 1));
}
