// Tells in a few milliseconds, without TypeScript, that a compile would give what the last one gave.
import { readdirSync, readFileSync, type Stats, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { canonicalJson, type Digest, digestOf } from "../runtime/contract/index.js";
import { decidingFiles } from "./load/deciding.js";

/** What a compile was made of. Plain JSON, to be kept in a file of the caller's. */
export interface Stamp {
  readonly format: 1;
  /** zenc's own build. */
  readonly compiler: Digest;
  /** Of the request: files, stack, limits, options. */
  readonly request: Digest;
  readonly files: readonly StampedFile[];
}
/** A file as it was; null where there was none and one would have mattered. */
export interface StampedFile {
  readonly path: string;
  readonly content: { readonly bytes: number; readonly modifiedMs: number; readonly digest: Digest } | null;
}

/**
 * The stamp of a compile that has just ended.
 * @param request JSON data that decides the outcome.
 * @param files absolute paths: `Compilation.inputs`, the stack file, and written files that must still be there as they are.
 */
export function stampOf(request: unknown, files: readonly string[]): Stamp {
  const paths = new Set([...files, ...decidingFiles(files)]);
  return {
    format: 1,
    compiler: compilerDigest(),
    request: digestOf(canonicalJson(request)),
    files: [...paths].sort().map((path) => ({ path, content: contentOf(path) })),
  };
}

/** Whether zenc, the request and every file are as they were. A file that was only touched is read and compared. */
export function isUnchanged(stamp: Stamp, request: unknown): boolean {
  return (
    stamp.format === 1 &&
    stamp.request === digestOf(canonicalJson(request)) &&
    stamp.compiler === compilerDigest() &&
    stamp.files.every(isSame)
  );
}

function isSame({ path, content }: StampedFile): boolean {
  const stats = statOf(path);
  if (!stats || !content) return !stats && !content;
  if (stats.size !== content.bytes) return false;
  return stats.mtimeMs === content.modifiedMs || digestOf(readFileSync(path)) === content.digest;
}

function contentOf(path: string): StampedFile["content"] {
  const stats = statOf(path);
  return stats ? { bytes: stats.size, modifiedMs: stats.mtimeMs, digest: digestOf(readFileSync(path)) } : null;
}

function statOf(path: string): Stats | null {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats?.isFile() ? stats : null;
}

/** Name, size and time of the files of this build: they change with every release and with every build. */
function compilerDigest(): Digest {
  const folder = dirname(fileURLToPath(import.meta.url));
  const names = readdirSync(folder).filter((name) => /\.[cm]?[jt]s$/.test(name));
  return digestOf(
    names
      .sort()
      .map((name) => {
        const { size, mtimeMs } = statSync(join(folder, name));
        return `${name} ${size} ${mtimeMs}`;
      })
      .join("\n"),
  );
}
