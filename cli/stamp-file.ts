// What commands remember of the last time, in the user's cache folder: believed only where nothing that decides has changed.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { isUnchanged, type Stamp } from "../compiler/unchanged.js";
import { cacheFolder, digestOf } from "../runtime/contract/index.js";

interface Stamped {
  readonly stamp: Stamp;
}
/** A folder for each command. */
type Kind = "compiles" | "checks";

/** What was remembered for a request (JSON data), if all is as it was; else null. */
export async function recall<T extends Stamped>(kind: Kind, request: object): Promise<T | null> {
  const text = await readFile(fileOf(kind, request), "utf8").catch(() => null);
  if (text === null) return null;
  try {
    const remembered = JSON.parse(text) as T;
    return isUnchanged(remembered.stamp, request) ? remembered : null;
  } catch {
    // Half-written, or of another version: it is written anew.
    return null;
  }
}

/** Remembers. A cache that cannot be written costs time, nothing else. */
export async function remember<T extends Stamped>(kind: Kind, request: object, remembered: T): Promise<void> {
  const file = fileOf(kind, request);
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, JSON.stringify(remembered));
  } catch {
    // As the docstring says.
  }
}

function fileOf(kind: Kind, request: object): string {
  return join(cacheFolder(), kind, `${digestOf(JSON.stringify(request))}.json`);
}
