// Exclusive creation on S3: If-None-Match, a lost answer told from a lost race, and a fall-back for servers without conditions.
import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { GetObjectCommand, HeadObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import type { S3Access } from "./s3.js";
import { isConflict, isMissingKey, isPrecondition, statusOf } from "./s3-error.js";
import { isAmazon } from "./s3-url.js";

/** Shows whether a server honours conditions; lists pass it over. */
export const probeKey = ".zenc-probe";
/** Names the writer of a key, so that a writer whose answer was lost knows its own work. */
const writerField = "zenc-writer";
const maxConflicts = 8;

/** Makes `create` for one store. Whether its server honours conditions is found out once, at the first use. */
export function creatorOf(access: S3Access): (key: string, bytes: Uint8Array) => Promise<boolean> {
  let conditional: Promise<boolean> | undefined;
  return async (key, bytes) => {
    conditional ??= honoursConditions(access).catch((cause) => {
      conditional = undefined;
      throw cause;
    });
    return (await conditional) ? createConditionally(access, key, bytes) : createAfterLook(access, key, bytes);
  };
}

async function createConditionally(access: S3Access, key: string, bytes: Uint8Array): Promise<boolean> {
  const writer = randomUUID();
  const command = { ...access.target(key), Body: bytes, IfNoneMatch: "*", Metadata: { [writerField]: writer } };
  for (let conflicts = 0; ; conflicts++) {
    try {
      await access.client.send(new PutObjectCommand(command));
      return true;
    } catch (cause) {
      // Another write is under way: whether it succeeds is known only afterwards.
      if (isConflict(cause) && conflicts < maxConflicts) {
        await delay((0.5 + Math.random()) * 20 * 2 ** conflicts);
        continue;
      }
      if (!isPrecondition(cause) && !isConflict(cause)) throw cause;
      const attempts = (cause as { $metadata?: { attempts?: number } }).$metadata?.attempts ?? 1;
      return isOurs(access, key, bytes, writer, attempts > 1 || conflicts > 0);
    }
  }
}

/**
 * The key is there. An earlier attempt of ours may have put it there and lost its answer: then its metadata names this writer. Where a
 * server keeps no metadata, equal bytes after more than one attempt count as ours.
 */
async function isOurs(
  { client, target }: S3Access,
  key: string,
  bytes: Uint8Array,
  writer: string,
  retried: boolean,
): Promise<boolean> {
  try {
    const { Metadata } = await client.send(new HeadObjectCommand(target(key)));
    const found = Metadata?.[writerField];
    if (found !== undefined || !retried) return found === writer;
    const { Body } = await client.send(new GetObjectCommand(target(key)));
    return Body !== undefined && Buffer.compare(await Body.transformToByteArray(), bytes) === 0;
  } catch (cause) {
    if (isMissingKey(cause)) return false;
    throw cause;
  }
}

/** Two creations of one key: a server that honours conditions refuses the second, or already the first. */
async function honoursConditions({ client, target, location, url }: S3Access): Promise<boolean> {
  if (isAmazon(location.endpoint)) return true;
  const command = { ...target(probeKey), Body: new Uint8Array(), IfNoneMatch: "*" };
  for (let tries = 0; tries < 2; tries++) {
    try {
      await client.send(new PutObjectCommand(command));
    } catch (cause) {
      if (isPrecondition(cause) || isConflict(cause)) return true;
      if (statusOf(cause) !== 501) throw cause;
      break;
    }
  }
  process.emitWarning(
    `The server of the store ${url} ignores If-None-Match. Two processes that commit the same record at once may both believe to be first.`,
    { type: "ZencWarning", code: "ZENC_S3_CONDITIONS" },
  );
  return false;
}

/** Not exclusive: between the look and the write another may write. The best that such a server allows. */
async function createAfterLook({ client, target }: S3Access, key: string, bytes: Uint8Array): Promise<boolean> {
  try {
    await client.send(new HeadObjectCommand(target(key)));
    return false;
  } catch (cause) {
    if (!isMissingKey(cause)) throw cause;
    await client.send(new PutObjectCommand({ ...target(key), Body: bytes }));
    return true;
  }
}
