// Compares what a target emits with what lies in the output folder, and writes only what differs.
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import type { EmittedFile } from "../targets/target.js";

export interface Comparison {
  readonly path: string;
  readonly state: "same" | "changed" | "missing";
  readonly before: string | null;
  readonly after: string;
}

/** Compares each emitted file with the one in `folder`. */
export async function compareEmitted(folder: string, files: readonly EmittedFile[]): Promise<Comparison[]> {
  return Promise.all(
    files.map(async ({ path, text }): Promise<Comparison> => {
      const before = await readOrNull(join(folder, path));
      return { path, state: before === null ? "missing" : before === text ? "same" : "changed", before, after: text };
    }),
  );
}

/** Writes what differs. */
export async function writeEmitted(folder: string, comparisons: readonly Comparison[]): Promise<void> {
  for (const { path, state, after } of comparisons) {
    if (state === "same") continue;
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, after);
  }
}

/**
 * Files in `folder` that zenc has made, by the mark in their first lines, and that are none of `files`: their pipeline
 * is gone, renamed, or compiled by another command.
 */
export async function staleFiles(folder: string, files: readonly EmittedFile[], mark: RegExp): Promise<string[]> {
  const kept = new Set(files.map((file) => file.path));
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const stale: string[] = [];
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const path = relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/");
    if (kept.has(path) || path.split("/").includes("node_modules")) continue;
    const text = await readOrNull(join(folder, path));
    if (text !== null && mark.test(text.slice(0, 400))) stale.push(path);
  }
  return stale.sort();
}

async function readOrNull(path: string): Promise<string | null> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}
