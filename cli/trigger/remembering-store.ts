// A store that reads what never changes once: plans, code, objects, and the records of attempts that have ended.
import type { Store } from "../../runtime/contract/index.js";

const lasting = /^(objects|plans|code)\/|\/nodes\/.*\/\d+\.json$|\/run\.json$/;

export function rememberingStore(store: Store): Store {
  const known = new Map<string, Uint8Array>();
  return {
    ...store,
    get: async (key) => {
      const found = known.get(key);
      if (found) return found;
      const bytes = await store.get(key);
      if (bytes && lasting.test(key)) known.set(key, bytes);
      return bytes;
    },
  };
}
