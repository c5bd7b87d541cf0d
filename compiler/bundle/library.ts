// Libraries as modules of their own: what is large, and of which a process must hold one instance, is bundled once, and the
// modules of steps import it from beside them, by its digest.
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import type { BuildOptions } from "esbuild";
import { type Digest, digestOf } from "../../runtime/contract/index.js";
import type { CodeObject } from "../compilation.js";
import { cachedLibrary, type LibraryFiles, rememberLibrary } from "./library-cache.js";
import { finishText } from "./output.js";
import { packageNameOf } from "./packages.js";
import { moduleSettings } from "./settings.js";

/** A module of a library, as some import resolves it. */
export interface LibraryPart {
  /** As it is written: `@tensorflow/tfjs`. */
  readonly specifier: string;
  /** Where it lies, absolute. */
  readonly path: string;
}

/** What steps that import the same parts share. */
export interface Library {
  /** Dependencies first. */
  readonly modules: readonly CodeObject[];
  /** By path of the part: the digest of the module to import for it. */
  readonly entries: ReadonlyMap<string, Digest>;
  /** By path of the part: its package and version. */
  readonly names: ReadonlyMap<string, string>;
}

/** Whether an import belongs to a library. */
export function isLibrary(specifier: string): boolean {
  return /^@tensorflow\/tfjs(-[a-z0-9-]+)?$/.test(packageNameOf(specifier) ?? "");
}

/** Stands for a part until its digest is known; as long as that, so that no position moves. */
export function placeholderOf(path: string): string {
  return moduleName(digestOf(`library ${path}`));
}

/** How a module names another one beside it. */
export const moduleName = (digest: Digest): string => `./${digest}.mjs`;

/** Bundles parts into modules that share what they have in common, so that there is one instance of it; or finds them in the cache. */
export async function bundleLibrary(cwd: string, parts: readonly LibraryPart[]): Promise<Library> {
  const { build, version } = await import("esbuild");
  const sorted = parts.toSorted((a, b) => (a.specifier + a.path < b.specifier + b.path ? -1 : 1));
  const names = new Map(sorted.map((part) => [part.path, packageOf(part)]));
  const key = digestOf(JSON.stringify([2, version, sorted.map(({ path }) => [path, names.get(path)])]));
  const known = cachedLibrary(cwd, key);
  if (known) return libraryOf(known, sorted, names);
  const settings: BuildOptions & { readonly metafile: true; readonly write: false } = {
    ...moduleSettings(cwd),
    entryPoints: sorted.map(({ path }, index) => ({ in: path, out: `part-${index}` })),
    splitting: true,
    minifySyntax: true,
  };
  const { outputFiles, metafile } = await build(settings);
  const texts = new Map(outputFiles.map((file) => [relative(cwd, file.path).replaceAll("\\", "/"), file.text]));
  const digests = new Map<string, Digest>();
  const modules: string[] = [];
  const begun = new Set<string>();
  const add = (name: string): Digest => {
    const found = digests.get(name);
    if (found) return found;
    // A digest is of a text that holds the digests of what it imports.
    if (begun.has(name)) throw new Error(`parts of ${[...names.values()].join(", ")} import each other`);
    begun.add(name);
    let text = texts.get(name) ?? "";
    for (const imported of metafile.outputs[name]?.imports ?? []) {
      if (imported.external) continue;
      text = text.replaceAll(`"./${imported.path}"`, JSON.stringify(moduleName(add(imported.path))));
    }
    const finished = finishText(text, []).text;
    const digest = digestOf(finished);
    digests.set(name, digest);
    modules.push(finished);
    return digest;
  };
  const files: LibraryFiles = {
    entries: sorted.map((_, index) => add(`part-${index}.mjs`)),
    modules,
    inputs: Object.keys(metafile.inputs).filter((path) => !path.startsWith("(")),
  };
  rememberLibrary(cwd, key, files);
  return libraryOf(files, sorted, names);
}

function libraryOf(files: LibraryFiles, parts: readonly LibraryPart[], names: ReadonlyMap<string, string>): Library {
  return {
    modules: files.modules.map((text) => ({
      digest: digestOf(text),
      text,
      sourceMap: null,
      manifest: { files: [...names.values()].map((path) => ({ path, digest: digestOf(text) })) },
    })),
    entries: new Map(parts.map(({ path }, index) => [path, files.entries[index] as Digest])),
    names,
  };
}

/** `@tensorflow/tfjs 4.22.0`, from the manifest of the package that holds the part. */
function packageOf({ specifier, path }: LibraryPart): string {
  const name = packageNameOf(specifier);
  for (let folder = dirname(path); folder !== dirname(folder); folder = dirname(folder)) {
    const file = join(folder, "package.json");
    if (!existsSync(file)) continue;
    const manifest = JSON.parse(readFileSync(file, "utf8")) as { readonly name?: string; readonly version?: string };
    if (manifest.name === name) return `${specifier} ${manifest.version ?? ""}`.trim();
  }
  return specifier;
}
