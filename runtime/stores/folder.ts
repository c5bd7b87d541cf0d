// A store in a local folder: a key is a path. Files appear by rename or link, so a reader or a crash never sees half of one.
import { constants, createReadStream, readFileSync, renameSync, statSync } from "node:fs";
import { chmod, copyFile, open, readFile, rm, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { Store } from "../contract/store.js";
import { storeError } from "./error.js";
import { folderError, isMissing } from "./folder-error.js";
import { listFolder } from "./folder-list.js";
import { linkNew, placed, smallBytes, writeDurably, writeWhole } from "./folder-write.js";
import { checkKey, checkPrefix } from "./key.js";

/** Opens a folder as a store; it is made at the first write. A relative path is taken from the current directory, once, now. */
export function openFolder(url: string): Store {
  const root = rootOf(url);
  const pathOf = (operation: string, key: string): string => {
    checkKey(url, operation, key);
    return join(root, key);
  };
  const failed = (operation: string, key: string, cause: unknown) => folderError(url, operation, key, cause);

  return {
    url,

    async get(key) {
      try {
        const path = pathOf("get", key);
        const found = statSync(path, { throwIfNoEntry: false });
        if (!found) return null;
        const bytes = found.size > smallBytes ? await readFile(path) : readFileSync(path);
        return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      } catch (cause) {
        if (isMissing(cause)) return null;
        throw failed("get", key, cause);
      }
    },

    async getStream(key) {
      const path = pathOf("getStream", key);
      const exists = await stat(path).then(
        (found) => found.isFile(),
        (cause) => {
          if (isMissing(cause)) return false;
          throw failed("getStream", key, cause);
        },
      );
      return exists ? streamOf(path, (cause) => failed("getStream", key, cause)) : null;
    },

    async has(key) {
      try {
        return statSync(pathOf("has", key), { throwIfNoEntry: false })?.isFile() ?? false;
      } catch (cause) {
        if (isMissing(cause)) return false;
        throw failed("has", key, cause);
      }
    },

    async put(key, bytes) {
      const path = pathOf("put", key);
      await placed(path, (temporary) => writeWhole(temporary, bytes), renameSync).catch((cause) => {
        throw failed("put", key, cause);
      });
    },

    async create(key, bytes) {
      const path = pathOf("create", key);
      try {
        await placed(path, (temporary) => writeDurably(temporary, bytes), linkNew);
        return true;
      } catch (cause) {
        if ((cause as NodeJS.ErrnoException).code === "EEXIST") return false;
        throw failed("create", key, cause);
      }
    },

    async putFile(key, from) {
      const path = pathOf("putFile", key);
      const copy = async (temporary: string): Promise<void> => {
        await copyFile(from, temporary, constants.COPYFILE_FICLONE);
        await chmod(temporary, 0o644);
      };
      await placed(path, copy, renameSync).catch((cause) => {
        throw failed("putFile", key, cause);
      });
    },

    list(prefix, options) {
      checkPrefix(url, "list", prefix);
      return listFolder(root, prefix, options?.shallow ?? false, (cause) => failed("list", prefix, cause));
    },

    async remove(key) {
      await rm(pathOf("remove", key), { force: true }).catch((cause) => {
        if (!isMissing(cause)) throw failed("remove", key, cause);
      });
    },
  };
}

function rootOf(url: string): string {
  if (url.trim() === "" || url.includes("\0")) {
    throw storeError({ url, operation: "open", reason: "url", detail: "a store needs a folder or an s3:// URL" });
  }
  if (!/^file:\/\//i.test(url)) return resolve(url);
  try {
    return fileURLToPath(url);
  } catch (cause) {
    throw storeError({ url, operation: "open", reason: "url", detail: (cause as Error).message, cause });
  }
}

/** Opened at the first read, so that a stream that nobody reads holds no file. */
async function* streamOf(path: string, failed: (cause: unknown) => Error): AsyncGenerator<Uint8Array> {
  let seen = 0;
  let size = 0;
  try {
    const file = await open(path);
    size = (await file.stat()).size;
    for await (const chunk of createReadStream(path, { fd: file, highWaterMark: 256 * 1024 })) {
      seen += chunk.byteLength;
      yield chunk;
    }
  } catch (cause) {
    throw failed(cause);
  }
  if (seen !== size) throw failed(new Error(`it ended after ${seen} of ${size} bytes`));
}
