// Which libraries the modules of one build import, and the names by which they then import them. What a step shares depends on its
// own imports alone: else its digest would change with those of another step.
import type { BuildResult } from "esbuild";
import { type CodeManifest, digestOf } from "../../runtime/contract/index.js";
import type { CodeObject } from "../compilation.js";
import { bundleLibrary, type Library, type LibraryPart, moduleName } from "./library.js";

/** What one entry has beside it. */
export interface EntryLibrary {
  /** Dependencies first. */
  readonly modules: readonly CodeObject[];
  /** Parts as a manifest lists them, by placeholder. */
  readonly parts: ReadonlyMap<string, CodeManifest["files"][number]>;
  /** Puts digests in the place of placeholders. */
  link(text: string): string;
}

/**
 * By entry; entries that import none are not in it.
 * @param found by placeholder.
 */
export async function librariesOf(
  cwd: string,
  { metafile }: BuildResult,
  entries: readonly string[],
  found: ReadonlyMap<string, LibraryPart>,
): Promise<Map<string, EntryLibrary>> {
  const bundled = new Map<string, Promise<Library>>();
  const result = new Map<string, EntryLibrary>();
  for (const entry of entries) {
    const imported = (metafile?.outputs[`${entry}.mjs`]?.imports ?? []).map(({ path }) => path);
    const placeholders = [...found.keys()].filter((placeholder) => imported.includes(placeholder)).sort();
    if (placeholders.length === 0) continue;
    const parts = placeholders.map((placeholder) => found.get(placeholder) as LibraryPart);
    const key = placeholders.join(" ");
    const library = bundled.get(key) ?? bundleLibrary(cwd, parts);
    bundled.set(key, library);
    result.set(entry, entryLibrary(await library, placeholders, found));
  }
  return result;
}

function entryLibrary(library: Library, placeholders: readonly string[], found: ReadonlyMap<string, LibraryPart>): EntryLibrary {
  const links = placeholders.map((placeholder) => {
    const path = found.get(placeholder)?.path ?? "";
    const digest = library.entries.get(path) ?? digestOf("");
    return { placeholder, name: moduleName(digest), listed: { path: library.names.get(path) ?? path, digest } };
  });
  return {
    modules: library.modules,
    parts: new Map(links.map(({ placeholder, listed }) => [placeholder, listed])),
    link: (text) => links.reduce((linked, { placeholder, name }) => linked.replaceAll(placeholder, name), text),
  };
}
