// How a file appears in a folder store: written beside its place under a name that is no key, then moved there in one step.
import { randomBytes } from "node:crypto";
import { closeSync, fdatasync, linkSync, openSync, unlinkSync, writeFileSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { isMissing } from "./folder-error.js";

/** Writes a file beside `path`, under a name that is no legal key and so is never listed, then moves it there in one step. */
export async function placed(
  path: string,
  write: (temporary: string) => Promise<void>,
  move: (from: string, to: string) => void,
): Promise<void> {
  const folder = dirname(path);
  const temporary = join(folder, `~${process.pid}-${randomBytes(8).toString("hex")}`);
  try {
    await write(temporary).catch(async (cause) => {
      // The folder is made only when it is missing: most writes go where others went before. Another write may have made it
      // since; where something else is missing, the second attempt says so again.
      if (!isMissing(cause)) throw cause;
      await mkdir(folder, { recursive: true });
      await write(temporary);
    });
    move(temporary, path);
  } catch (cause) {
    await rm(temporary, { force: true });
    throw cause;
  }
}

/** A move that fails with EEXIST where `to` exists. */
export function linkNew(from: string, to: string): void {
  linkSync(from, to);
  unlinkSync(from);
}

/** Up to here a file is read or written at once: to hand it to another thread and back takes longer than the file does. */
export const smallBytes = 256 * 1024;

/** Writes a file that is checked by its digest when it is read, and so need not be forced to the disk. */
export async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  if (bytes.length > smallBytes) await writeFile(path, bytes);
  else writeFileSync(path, bytes);
}

/**
 * Records are few and name all else, so they alone are forced to the disk. The end of a process takes nothing away that is
 * written; without this, the end of the machine could leave a record that is empty.
 */
export async function writeDurably(path: string, bytes: Uint8Array): Promise<void> {
  const file = openSync(path, "wx");
  try {
    writeFileSync(file, bytes);
    await new Promise<void>((resolve, reject) => fdatasync(file, (error) => (error ? reject(error) : resolve())));
  } finally {
    closeSync(file);
  }
}
