// What went into a module, and which import brought it in, from esbuild's metafile.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Metafile } from "esbuild";
import { type CodeManifest, type Digest, digestOf } from "../../runtime/contract/index.js";

/** Digests of files' texts, each read once. */
export type FileDigests = (path: string) => Digest | null;

/** @param textOf texts that are in memory already, by path relative to `cwd`. */
export function fileDigests(cwd: string, textOf: (path: string) => string | undefined): FileDigests {
  const known = new Map<string, Digest | null>();
  return (path) => {
    const found = known.get(path);
    if (found !== undefined) return found;
    const digest = digestOrNull(() => textOf(path) ?? readFileSync(join(cwd, path)));
    known.set(path, digest);
    return digest;
  };
}

function digestOrNull(read: () => string | Uint8Array): Digest | null {
  try {
    return digestOf(read());
  } catch {
    return null;
  }
}

/**
 * The manifest of one output: the files that it holds text of, and the libraries beside it, in the order in which imports reach
 * them from its entry.
 * @param libraryAt a library as it is listed, `package version`, by the path that is imported for it.
 */
export function manifestOf(
  metafile: Metafile,
  output: Metafile["outputs"][string],
  digests: FileDigests,
  libraryAt: (path: string) => CodeManifest["files"][number] | undefined,
): CodeManifest {
  const entry = output.entryPoint;
  const files: CodeManifest["files"][number][] = [];
  if (entry === undefined) return { files };
  const importers = new Map<string, string | undefined>([[entry, undefined]]);
  for (const [path, importedBy] of importers) {
    const held = output.inputs[path];
    const digest = held && held.bytesInOutput > 0 && isFile(path) ? digests(path) : null;
    if (digest) files.push({ path, digest, ...(importedBy !== undefined && isFile(importedBy) ? { importedBy } : {}) });
    for (const imported of metafile.inputs[path]?.imports ?? []) {
      const library = imported.external ? libraryAt(imported.path) : undefined;
      if (library && !files.some((file) => file.path === library.path)) {
        files.push({ ...library, ...(isFile(path) ? { importedBy: path } : {}) });
      }
      if (!imported.external && !importers.has(imported.path)) importers.set(imported.path, path);
    }
  }
  return { files };
}

/** Virtual modules have a namespace before their name. */
const isFile = (path: string): boolean => !/^(zenc-[a-z]+|disabled|<define).*[:>]/.test(path);
