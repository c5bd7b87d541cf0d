// Errors of the file system, said as errors of a store.
import { type StoreError, storeError } from "./error.js";

/** Whether a file-system error only says that there is no such file: nothing, or a folder, stands there. */
export function isMissing(cause: unknown): boolean {
  const code = (cause as NodeJS.ErrnoException | null)?.code;
  return code === "ENOENT" || code === "ENOTDIR" || code === "EISDIR" || code === "ERR_FS_EISDIR";
}

/** The StoreError for an error of node:fs. */
export function folderError(url: string, operation: string, key: string, cause: unknown): StoreError {
  if ((cause as Error).name === "StoreError") return cause as StoreError;
  const error = cause as NodeJS.ErrnoException;
  const base = { url, operation, key, cause };
  switch (error.code) {
    case "EACCES":
    case "EROFS":
      return storeError({
        ...base,
        reason: "denied",
        detail: "the folder may not be read or written by this user",
        advice: "Give this user the folder, or choose another store.",
      });
    case "ENOSPC":
    case "EDQUOT":
      return storeError({ ...base, reason: "space", detail: "the disk is full", advice: "Make room, then run again." });
    case "EPERM":
    case "ENOTSUP":
    case "ENOSYS":
    case "EXDEV":
      return storeError({
        ...base,
        reason: operation === "create" ? "unsupported" : "denied",
        detail: operation === "create" ? "the file system does not take hard links" : error.message,
        advice: "Use a folder on a local disk or NFS, or an s3:// store.",
      });
    default:
      return storeError({ ...base, reason: "other", detail: error.message });
  }
}
