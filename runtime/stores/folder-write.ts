// How a file appears in a folder store: written beside its place under a name that is no key, then moved there in one step.
import { randomBytes } from "node:crypto";
import { link, mkdir, open, rm, stat, unlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import { isMissing } from "./folder-error.js";

/** Writes a file beside `path`, under a name that is no legal key and so is never listed, then moves it there in one step. */
export async function placed(
  path: string,
  write: (temporary: string) => Promise<void>,
  move: (from: string, to: string) => Promise<void>,
): Promise<void> {
  const folder = dirname(path);
  const temporary = join(folder, `~${process.pid}-${randomBytes(8).toString("hex")}`);
  try {
    await write(temporary).catch(async (cause) => {
      // The folder is made only when it is missing: most writes go where others went before.
      if (!isMissing(cause) || (await isFolder(folder))) throw cause;
      await mkdir(folder, { recursive: true });
      await write(temporary);
    });
    await move(temporary, path);
  } catch (cause) {
    await rm(temporary, { force: true });
    throw cause;
  }
}

/** A move that fails with EEXIST where `to` exists. */
export async function linkNew(from: string, to: string): Promise<void> {
  await link(from, to);
  await unlink(from);
}

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );

/** Records are few and name all else, so they alone are forced to the disk; objects are checked by their digests when read. */
export async function writeDurably(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, "wx");
  try {
    await file.writeFile(bytes);
    await file.datasync();
  } finally {
    await file.close();
  }
}
