// How the code of a step changed between two bundles: which files, and the imports that bring them in.
import type { CodeManifest } from "../contract/index.js";

export interface FileChange {
  /** Relative to the project; of a package from `node_modules/` on, wherever it is installed. */
  readonly path: string;
  readonly change: "changed" | "added" | "removed";
  /** From the step's own module to this file: each imports the next. */
  readonly importedThrough: readonly string[];
}

/** The files that differ, in import order; empty where the files are the same and only the way of bundling changed. */
export function codeChanges(before: CodeManifest, after: CodeManifest): FileChange[] {
  const [was, is] = [placed(before), placed(after)];
  const old = new Map(was.files.map((file) => [file.path, file]));
  const now = new Map(is.files.map((file) => [file.path, file]));
  const changes: FileChange[] = [];
  for (const file of is.files) {
    const earlier = old.get(file.path);
    if (!earlier) changes.push({ path: file.path, change: "added", importedThrough: chainTo(file.path, is) });
    else if (earlier.digest !== file.digest) {
      changes.push({ path: file.path, change: "changed", importedThrough: chainTo(file.path, is) });
    }
  }
  for (const file of was.files) {
    if (!now.has(file.path)) changes.push({ path: file.path, change: "removed", importedThrough: chainTo(file.path, was) });
  }
  return changes;
}

/** The author's files and the packages that differ, each once. */
export const changedNames = (changes: readonly FileChange[]): readonly string[] => [
  ...new Set(changes.map(({ path }) => packageIn(path) ?? path)),
];

const packageIn = (path: string): string | null => /.*\/?node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? null;

/** The same where packages lie in another folder, as those of another commit do. */
const placed = ({ files }: CodeManifest): CodeManifest => ({
  files: files.map(({ path, importedBy, ...file }) => ({
    ...file,
    path: fromPackages(path),
    ...(importedBy === undefined ? {} : { importedBy: fromPackages(importedBy) }),
  })),
});

const fromPackages = (path: string): string => path.replace(/^.*?(?=(?<=^|\/)node_modules\/)/, "");

function chainTo(path: string, { files }: CodeManifest): string[] {
  const importers = new Map(files.map((file) => [file.path, file.importedBy]));
  const chain: string[] = [path];
  for (let at = importers.get(path); at !== undefined && !chain.includes(at); at = importers.get(at)) chain.unshift(at);
  return chain;
}
