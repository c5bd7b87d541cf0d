// Content-addressed objects: bytes are stored under their digest, and checked against it when they are read.
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import type { ArtifactObject, Materializer } from "../contract/codec.js";
import type { Digest } from "../contract/ids.js";
import { digestOf } from "../contract/json.js";
import { keys, type Store } from "../contract/store.js";
import { valueError } from "./error.js";

/** Above this a question whether the object is there costs less than writing it again. */
const askFirstBytes = 64 * 1024;
/** JSON up to this is repeated in the artifact. */
const inlineBytes = 1024;

/** Stores bytes and returns their artifact. */
export async function writeBytes(store: Store, materializer: Materializer, bytes: Uint8Array): Promise<ArtifactObject> {
  const digest = digestOf(bytes);
  const key = keys.object(digest);
  if (bytes.byteLength <= askFirstBytes || !(await store.has(key))) await store.put(key, bytes);
  return { kind: "object", materializer, digest, bytes: bytes.byteLength };
}

/** Stores a text of JSON; a short one is repeated in the artifact. */
export async function writeJsonText(store: Store, materializer: Materializer, text: string): Promise<ArtifactObject> {
  const artifact = await writeBytes(store, materializer, new TextEncoder().encode(text));
  return artifact.bytes <= inlineBytes ? { ...artifact, inline: text } : artifact;
}

/** Stores a local file under its digest, in constant memory. */
export async function writeFileObject(store: Store, path: string): Promise<{ readonly digest: Digest; readonly bytes: number }> {
  const hash = createHash("sha256");
  let bytes = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 })) {
    hash.update(chunk);
    bytes += chunk.length;
  }
  const digest = hash.digest("hex") as Digest;
  const key = keys.object(digest);
  if (bytes <= askFirstBytes || !(await store.has(key))) await store.putFile(key, path);
  return { digest, bytes };
}

type Stored = Pick<ArtifactObject, "digest" | "bytes">;

/** The bytes of an object. @throws ValueError where it is missing or its bytes do not have its digest. */
export async function readBytes(store: Store, object: Stored, at: string): Promise<Uint8Array> {
  const bytes = await store.get(keys.object(object.digest));
  if (bytes === null) throw missing(store, object, at);
  if (digestOf(bytes) !== object.digest) throw damaged(store, object, at);
  return bytes;
}

/** The text of an object, from the artifact where it is repeated there. */
export async function readText(store: Store, artifact: ArtifactObject, at: string): Promise<string> {
  return artifact.inline ?? new TextDecoder().decode(await readBytes(store, artifact, at));
}

/** An object's bytes in constant memory; damage is an error at the end of the stream. */
export async function* readStream(store: Store, object: Stored, at: string): AsyncGenerator<Uint8Array> {
  const stream = await store.getStream(keys.object(object.digest));
  if (stream === null) throw missing(store, object, at);
  const hash = createHash("sha256");
  for await (const chunk of stream) {
    hash.update(chunk);
    yield chunk;
  }
  if (hash.digest("hex") !== object.digest) throw damaged(store, object, at);
}

const missing = (store: Store, { digest }: Stored, at: string) =>
  valueError(at, `its object ${keys.object(digest)} is not in the store ${store.url}; was it cleaned?`);

const damaged = (store: Store, { digest }: Stored, at: string) =>
  valueError(at, `its object ${keys.object(digest)} in the store ${store.url} is damaged: its content does not have its digest`);
