// The keys below a folder, in the order of code units.
import type { Dirent } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { isMissing } from "./folder-error.js";

/** Keys below `prefix`; names that are no legal segments (files half written, foreign ones) are passed over. */
export async function* listFolder(
  root: string,
  prefix: string,
  shallow: boolean,
  failed: (cause: unknown) => Error,
): AsyncGenerator<string> {
  for (const name of await namesIn(join(root, prefix), failed)) {
    const below = `${prefix}${name}`;
    if (!name.endsWith("/")) yield below;
    else if (!shallow) yield* listFolder(root, below, false, failed);
    else if (!(await listFolder(root, below, false, failed).next()).done) yield below;
  }
}

/** With "/" after folders *before* sorting: "a-b" comes before "a/", as it does in S3. */
async function namesIn(folder: string, failed: (cause: unknown) => Error): Promise<readonly string[]> {
  const entries: readonly Dirent[] = await readdir(folder, { withFileTypes: true }).catch((cause) => {
    if (isMissing(cause)) return [];
    throw failed(cause);
  });
  return entries
    .filter((entry) => /^[A-Za-z0-9._=%-]+$/.test(entry.name))
    .map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name))
    .sort();
}
