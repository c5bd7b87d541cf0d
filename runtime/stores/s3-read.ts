// Reading from S3: a body that breaks off or is damaged on its way is asked for again, and is never taken for a whole one.

import type { Readable } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import { GetObjectCommand, type GetObjectCommandOutput } from "@aws-sdk/client-s3";
import { storeError } from "./error.js";
import type { S3Access } from "./s3.js";
import { isMissingKey } from "./s3-error.js";

/** The SDK retries requests, but not bodies. Consecutive breaks without a byte in between. */
const maxBreaks = 5;

/** The whole object, or null. */
export async function readObject(access: S3Access, key: string): Promise<Uint8Array | null> {
  for (let breaks = 0; ; breaks++) {
    const reply = await request(access, "get", key, { ChecksumMode: "ENABLED" });
    if (reply === null) return null;
    const body = reply.Body?.transformToByteArray() ?? Promise.resolve(new Uint8Array());
    const bytes = await body.catch((cause) => broken(access, "get", key, breaks, cause));
    if (bytes === null) continue;
    if (reply.ContentLength === undefined || bytes.byteLength === reply.ContentLength) return bytes;
    await broken(access, "get", key, breaks, new Error(`${bytes.byteLength} of ${reply.ContentLength} bytes came`));
  }
}

/** The object as a stream that goes on where a connection broke off, or null. */
export async function readObjectStream(access: S3Access, key: string): Promise<AsyncIterable<Uint8Array> | null> {
  const first = await request(access, "getStream", key, {});
  return first === null ? null : chunks(access, key, first);
}

async function* chunks(access: S3Access, key: string, first: GetObjectCommandOutput): AsyncGenerator<Uint8Array> {
  const size = first.ContentLength ?? Number.NaN;
  let reply: GetObjectCommandOutput | null = first;
  let seen = 0;
  for (let breaks = 0; ; ) {
    const body = reply?.Body as Readable | undefined;
    try {
      for await (const chunk of body ?? []) {
        seen += (chunk as Uint8Array).byteLength;
        breaks = 0;
        yield chunk as Uint8Array;
      }
      if (Number.isNaN(size) || seen === size) return;
      throw new Error(`${seen} of ${size} bytes came`);
    } catch (cause) {
      await broken(access, "getStream", key, breaks++, cause);
    } finally {
      body?.destroy();
    }
    // The same object, or an error: half of an old and half of a new one would be worse than none.
    reply = await request(access, "getStream", key, {
      Range: `bytes=${seen}-`,
      ...(first.ETag === undefined ? {} : { IfMatch: first.ETag }),
    });
    if (reply === null) throw damaged(access, "getStream", key, new Error("it was removed while it was read"));
  }
}

async function request(
  { client, target, failed }: S3Access,
  operation: string,
  key: string,
  options: { readonly ChecksumMode?: "ENABLED"; readonly Range?: string; readonly IfMatch?: string },
): Promise<GetObjectCommandOutput | null> {
  try {
    return await client.send(new GetObjectCommand({ ...target(key), ...options }));
  } catch (cause) {
    if (isMissingKey(cause)) return null;
    throw failed(operation, key, cause);
  }
}

/** Waits before the next try, with a random part so that tasks that broke together do not come back together; or gives up. */
async function broken(access: S3Access, operation: string, key: string, breaks: number, cause: unknown): Promise<null> {
  if (breaks >= maxBreaks) throw damaged(access, operation, key, cause);
  await delay((0.5 + Math.random()) * 50 * 2 ** breaks);
  return null;
}

const damaged = ({ url }: S3Access, operation: string, key: string, cause: unknown) =>
  storeError({
    url,
    operation,
    key,
    reason: "damaged",
    detail: `the object broke off or came damaged ${maxBreaks + 1} times: ${(cause as Error).message}`,
    advice: "Check the network and the server.",
    cause,
  });
