// Bundled libraries on disk, so that one that has not changed is not bundled again. An entry holds for the very files that it
// was made of; one that is damaged, or cannot be written, is as if it were not there.
import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type Digest, digestOf } from "../../runtime/contract/index.js";

export interface LibraryFiles {
  /** Digest of the module of each part, in order of the parts. */
  readonly entries: readonly Digest[];
  /** Texts, dependencies first. */
  readonly modules: readonly string[];
  /** Files that went in, relative to the working directory. */
  readonly inputs: readonly string[];
}

interface Entry extends LibraryFiles {
  /** Size and time of change of each input. */
  readonly stamps: readonly string[];
}

/** The library that was made for `key`, if its inputs are as they were. */
export function cachedLibrary(cwd: string, key: Digest): LibraryFiles | null {
  try {
    const text = readFileSync(fileOf(cwd, key), "utf8");
    const end = text.indexOf("\n");
    const body = text.slice(end + 1);
    if (digestOf(body) !== text.slice(0, end)) return null;
    const entry = JSON.parse(body) as Entry;
    return entry.inputs.every((path, index) => stampOf(cwd, path) === entry.stamps[index]) ? entry : null;
  } catch {
    return null;
  }
}

export function rememberLibrary(cwd: string, key: Digest, files: LibraryFiles): void {
  const file = fileOf(cwd, key);
  const part = `${file}.${randomUUID()}`;
  try {
    const body = JSON.stringify({ ...files, stamps: files.inputs.map((path) => stampOf(cwd, path)) } satisfies Entry);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(part, `${digestOf(body)}\n${body}`);
    renameSync(part, file);
  } catch {
    // A folder that cannot be written to: it is bundled again next time.
  }
}

function stampOf(cwd: string, path: string): string {
  const { size, mtimeMs } = statSync(join(cwd, path));
  return `${size} ${mtimeMs}`;
}

/** In the nearest node_modules, where caches of projects lie. */
function fileOf(cwd: string, key: Digest): string {
  for (let folder = cwd; ; folder = dirname(folder)) {
    const modules = join(folder, "node_modules");
    if (existsSync(modules)) return join(modules, ".cache", "zenc", `library-${key}`);
    if (folder === dirname(folder)) return join(tmpdir(), "zenc-libraries", `library-${key}`);
  }
}
