// Artifacts to values as the interpreter sees them: data decoded, everything else as handles.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Artifact, ArtifactObject, Materializer, OwnMaterializer } from "../contract/codec.js";
import type { Store } from "../contract/store.js";
import type { OwnSource, ValueContext } from "./context.js";
import { below, valueError } from "./error.js";
import { handleOf } from "./handle.js";
import { allOf, type Limit, limitOf } from "./limit.js";
import { materializers } from "./materializers/index.js";

const concurrency = 16;

const data: ReadonlySet<Materializer> = new Set(["json", "extended", "bytes"]);

/**
 * The interpreter's view of an artifact: data decoded, records and lists as plain objects and arrays, all else as handles.
 * Each call gives values of its own. `at` names the value in errors.
 * @param own loads the author's materializers, for data that they have written; without it that stays a handle, too.
 * @throws ValueError where an object is missing or damaged, or cannot be read; StoreError.
 */
export function loadValue(artifact: Artifact, store: Store, at = "value", own?: OwnSource): Promise<unknown> {
  return load(artifact, { store, scratch: "", ...(own ? { own } : {}) }, limitOf(concurrency), at);
}

async function load(artifact: Artifact, context: ValueContext, limit: Limit, at: string): Promise<unknown> {
  switch (artifact.kind) {
    case "null":
      return null;
    case "undefined":
      return undefined;
    case "object":
      if (artifact.own?.data && context.own) {
        const { store, own } = context;
        return limit(() => readOwn(artifact, own, store, at));
      }
      if (!data.has(artifact.materializer)) return handleOf(artifact);
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

/** Data that a materializer of the author's has written, read whole: its file goes at once. */
async function readOwn(artifact: ArtifactObject, source: OwnSource, store: Store, at: string): Promise<unknown> {
  const scratch = await mkdtemp(join(tmpdir(), "zenc-"));
  try {
    return await materializers.own.read(artifact, { store, scratch, own: (which) => blamed(which, source, at) }, at);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** The materializer, whose failure to read says which it is: no step's code runs here that would be blamed. */
async function blamed(which: OwnMaterializer, source: OwnSource, at: string): ReturnType<OwnSource> {
  const materializer = await source(which);
  const read = async (file: string): Promise<unknown> => {
    try {
      return await materializer.read(file);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      throw valueError(at, `its materializer "${which.name}" cannot read it: ${message}`, error);
    }
  };
  return { write: materializer.write, read };
}
