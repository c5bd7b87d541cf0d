// How the code of a step changed between two bundles: which files, and the imports that bring them in.
import type { CodeManifest } from "../contract/index.js";

export interface FileChange {
  /** Relative to the project. */
  readonly path: string;
  readonly change: "changed" | "added" | "removed";
  /** From the step's own module to this file: each imports the next. */
  readonly importedThrough: readonly string[];
}

/** The files that differ, in import order; empty where the files are the same and only the way of bundling changed. */
export function codeChanges(before: CodeManifest, after: CodeManifest): FileChange[] {
  const old = new Map(before.files.map((file) => [file.path, file]));
  const now = new Map(after.files.map((file) => [file.path, file]));
  const changes: FileChange[] = [];
  for (const file of after.files) {
    const earlier = old.get(file.path);
    if (!earlier) changes.push({ path: file.path, change: "added", importedThrough: chainTo(file.path, after) });
    else if (earlier.digest !== file.digest) {
      changes.push({ path: file.path, change: "changed", importedThrough: chainTo(file.path, after) });
    }
  }
  for (const file of before.files) {
    if (!now.has(file.path)) changes.push({ path: file.path, change: "removed", importedThrough: chainTo(file.path, before) });
  }
  return changes;
}

function chainTo(path: string, { files }: CodeManifest): string[] {
  const importers = new Map(files.map((file) => [file.path, file.importedBy]));
  const chain: string[] = [path];
  for (let at = importers.get(path); at !== undefined && !chain.includes(at); at = importers.get(at)) chain.unshift(at);
  return chain;
}
