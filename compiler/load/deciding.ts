// The files that decide, beside the sources themselves, how imports resolve and which packages are there.
import { statSync } from "node:fs";
import { dirname, join, parse } from "node:path";

const deciding = [
  "tsconfig.json",
  "package.json",
  "package-lock.json",
  "npm-shrinkwrap.json",
  "pnpm-lock.yaml",
  "yarn.lock",
  join("node_modules", ".package-lock.json"),
];

/** Where such files are, or would be, for some sources (absolute paths). */
export function decidingFiles(sources: readonly string[]): readonly string[] {
  const folders = new Set(sources.flatMap(foldersAbove));
  return [...folders].flatMap((folder) => deciding.map((name) => join(folder, name)));
}

/** A text that differs when one of them has been written, made or removed. */
export function decidingState(sources: readonly string[]): string {
  const stateOf = (path: string): string => {
    const stats = statSync(path, { throwIfNoEntry: false });
    return stats ? `${path} ${stats.mtimeMs} ${stats.size}` : "";
  };
  return decidingFiles(sources).map(stateOf).filter(Boolean).join("\n");
}

function foldersAbove(file: string): readonly string[] {
  const folders: string[] = [];
  const { root } = parse(file);
  for (let folder = dirname(file); folder !== root; folder = dirname(folder)) folders.push(folder);
  return folders;
}
