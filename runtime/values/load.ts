// Artifacts to values as the interpreter sees them: data decoded, everything else as handles.
import type { Artifact, Materializer } from "../contract/codec.js";
import type { Store } from "../contract/store.js";
import type { ValueContext } from "./context.js";
import { below } from "./error.js";
import { handleOf } from "./handle.js";
import { allOf, type Limit, limitOf } from "./limit.js";
import { materializers } from "./materializers/index.js";

const concurrency = 16;

/** Whether a materializer's values are data, which expressions may look into. */
export const isData = (materializer: Materializer): boolean =>
  materializer === "json" || materializer === "extended" || materializer === "bytes";

/**
 * The interpreter's view of an artifact: data decoded, records and lists as plain objects and arrays, all else as handles.
 * Each call gives values of its own. `at` names the value in errors.
 * @throws ValueError where an object is missing or damaged; StoreError.
 */
export function loadValue(artifact: Artifact, store: Store, at = "value"): Promise<unknown> {
  return load(artifact, { store, scratch: "" }, limitOf(concurrency), at);
}

async function load(artifact: Artifact, context: ValueContext, limit: Limit, at: string): Promise<unknown> {
  switch (artifact.kind) {
    case "null":
      return null;
    case "undefined":
      return undefined;
    case "object":
      if (!isData(artifact.materializer)) return handleOf(artifact);
      return limit(() => materializers[artifact.materializer].read(artifact, context, at));
    case "list":
      return allOf(artifact.items.map((item, index) => load(item, context, limit, below(at, index))));
    case "record": {
      const entries = Object.entries(artifact.fields);
      const values = await allOf(entries.map(([key, item]) => load(item, context, limit, below(at, key))));
      return Object.fromEntries(entries.map(([key], index) => [key, values[index]]));
    }
  }
}
