// AsyncIterable<T>: one line of extended JSON per element, in constant memory both ways.
import { createHash, randomBytes } from "node:crypto";
import { open, rm } from "node:fs/promises";
import { join } from "node:path";
import type { ArtifactObject } from "../../contract/codec.js";
import type { Digest } from "../../contract/ids.js";
import { keys } from "../../contract/store.js";
import type { MaterializerPart, ValueContext } from "../context.js";
import { below, describe, valueError } from "../error.js";
import { readStream } from "../object.js";
import { decodeText, encodeText } from "../text/index.js";
import { linesOf } from "./lines.js";

/** Text gathered before it is written to the spool file. */
const batchCharacters = 256 * 1024;

export const stream: MaterializerPart = {
  async write(value, context, at) {
    if (!isIterable(value)) throw valueError(at, `expected an AsyncIterable, got ${describe(value)}`);
    const spool = join(context.scratch, `stream-${randomBytes(8).toString("hex")}`);
    try {
      const { digest, bytes } = await spoolTo(spool, value, at);
      const key = keys.object(digest);
      if (!(await context.store.has(key))) await context.store.putFile(key, spool);
      return { kind: "object", materializer: "stream", digest, bytes };
    } finally {
      await rm(spool, { force: true });
    }
  },

  async read(artifact, context, at) {
    return { [Symbol.asyncIterator]: () => elementsOf(artifact, context, at) };
  },
};

type AnyIterable = AsyncIterable<unknown> | Iterable<unknown>;

/** A ReadableStream, a generator, an array: whatever `for await` takes. */
function isIterable(value: unknown): value is AnyIterable {
  return typeof value === "object" && value !== null && (Symbol.asyncIterator in value || Symbol.iterator in value);
}

async function spoolTo(
  path: string,
  elements: AnyIterable,
  at: string,
): Promise<{ readonly digest: Digest; readonly bytes: number }> {
  const hash = createHash("sha256");
  const file = await open(path, "wx");
  let bytes = 0;
  let batch: string[] = [];
  let size = 0;
  const flush = async (): Promise<void> => {
    const chunk = Buffer.from(batch.join(""));
    hash.update(chunk);
    bytes += chunk.length;
    await file.writeFile(chunk);
    batch = [];
    size = 0;
  };
  try {
    let index = 0;
    for await (const element of elements) {
      const line = `${encodeText(element, { at: below(at, index++) })}\n`;
      batch.push(line);
      size += line.length;
      if (size >= batchCharacters) await flush();
    }
    await flush();
  } finally {
    await file.close();
  }
  return { digest: hash.digest("hex") as Digest, bytes };
}

async function* elementsOf(artifact: ArtifactObject, { store }: ValueContext, at: string): AsyncGenerator<unknown> {
  let index = 0;
  for await (const line of linesOf(readStream(store, artifact, at))) yield decodeText(line, below(at, index++));
}
