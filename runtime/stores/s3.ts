// A store in an S3 bucket, through the AWS SDK; this module and the SDK are loaded only when an s3:// URL is opened.

import { createReadStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { DeleteObjectCommand, HeadObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";
import type { Store } from "../contract/store.js";
import { githubRole } from "./github-role.js";
import { checkKey, checkPrefix } from "./key.js";
import { creatorOf } from "./s3-create.js";
import { isMissingKey, s3Error } from "./s3-error.js";
import { listKeys } from "./s3-list.js";
import { readObject, readObjectStream } from "./s3-read.js";
import { parseS3Url, type S3Location } from "./s3-url.js";

/** What the parts of this store share. */
export interface S3Access {
  readonly url: string;
  readonly client: S3Client;
  readonly location: S3Location;
  /** The bucket and the full key of a store's key, as every command takes them. */
  target(key: string): { readonly Bucket: string; readonly Key: string };
  failed(operation: string, key: string, cause: unknown): Error;
}

/** Below this an object is one request; above it goes up in parts of at least this size, at most 4 at a time. */
const partBytes = 8 * 1024 * 1024;
/** S3 takes 10,000 parts. */
const maxParts = 9_000;

/** Opens `s3://bucket/prefix?…`. Nothing is sent yet. @throws StoreError where the URL is wrong. */
export function openS3(url: string): Store {
  const access = accessTo(url, parseS3Url(url, process.env));
  const { client, target, failed } = access;
  const create = creatorOf(access);

  const upload = async (key: string, body: Uint8Array | ReturnType<typeof createReadStream>, bytes: number): Promise<void> => {
    if (body instanceof Uint8Array && bytes < partBytes) {
      await client.send(new PutObjectCommand({ ...target(key), Body: body }));
      return;
    }
    const partSize = Math.max(partBytes, Math.ceil(bytes / maxParts));
    await new Upload({ client, params: { ...target(key), Body: body }, partSize, queueSize: 4 }).done();
  };

  return {
    url,

    async get(key) {
      checkKey(url, "get", key);
      return readObject(access, key);
    },

    async getStream(key) {
      checkKey(url, "getStream", key);
      return readObjectStream(access, key);
    },

    async has(key) {
      checkKey(url, "has", key);
      try {
        await client.send(new HeadObjectCommand(target(key)));
        return true;
      } catch (cause) {
        if (isMissingKey(cause)) return false;
        throw failed("has", key, cause);
      }
    },

    async put(key, bytes) {
      checkKey(url, "put", key);
      await upload(key, bytes, bytes.byteLength).catch((cause) => {
        throw failed("put", key, cause);
      });
    },

    async create(key, bytes) {
      checkKey(url, "create", key);
      return create(key, bytes).catch((cause) => {
        throw failed("create", key, cause);
      });
    },

    async putFile(key, path) {
      checkKey(url, "putFile", key);
      try {
        const { size } = await stat(path);
        await upload(key, size < partBytes ? await readFile(path) : createReadStream(path), size);
      } catch (cause) {
        throw failed("putFile", key, cause);
      }
    },

    list(prefix, options) {
      checkPrefix(url, "list", prefix);
      return listKeys(access, prefix, options?.shallow ?? false);
    },

    async remove(key) {
      checkKey(url, "remove", key);
      await client.send(new DeleteObjectCommand(target(key))).catch((cause) => {
        if (!isMissingKey(cause)) throw failed("remove", key, cause);
      });
    },
  };
}

function accessTo(url: string, location: S3Location): S3Access {
  const { bucket, prefix, endpoint, region, pathStyle, timeoutSeconds } = location;
  const milliseconds = timeoutSeconds * 1000;
  const credentials = githubRole(url, region, process.env);
  const client = new S3Client({
    ...(credentials === undefined ? {} : { credentials }),
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(region === undefined ? {} : { region }),
    forcePathStyle: pathStyle,
    followRegionRedirects: true,
    retryMode: "standard",
    maxAttempts: Number(process.env.AWS_MAX_ATTEMPTS) || 6,
    // Objects are checked by their digests; where the store itself can check (readObject), it asks.
    responseChecksumValidation: "WHEN_REQUIRED",
    requestHandler: {
      connectionTimeout: Math.min(milliseconds, 10_000),
      requestTimeout: milliseconds,
      throwOnRequestTimeout: true,
      socketTimeout: milliseconds,
    },
  });
  return {
    url,
    client,
    location,
    target: (key) => ({ Bucket: bucket, Key: prefix + key }),
    failed: (operation, key, cause) => s3Error(url, operation, key, location, cause),
  };
}
