// The esbuild plugin: virtual entries and "zenc", the author's modules as module-source.ts writes them, native packages left out.
import { dirname } from "node:path";
import type { Loader, OnResolveArgs, OnResolveResult, Plugin, PluginBuild } from "esbuild";
import { authoringModule } from "./authoring-module.js";
import type { Entry } from "./entries.js";
import { isLibrary, type LibraryPart, placeholderOf } from "./library.js";
import { type NativePackage, nativePackage, packageNameOf } from "./packages.js";

/** What one build works on; a watcher changes it between builds. */
export interface BuildInput {
  readonly entries: ReadonlyMap<string, Entry>;
  /** The text of an author's module, or undefined for files that are bundled as they lie. */
  moduleText(file: string): string | undefined;
  /** Packages that some module imports for their effect alone: `import "polyfill"`. */
  readonly effectImports: ReadonlySet<string>;
}

/** What a build leaves out, and finds while it runs. */
export interface LeftOut {
  /** By name. */
  readonly native: Map<string, NativePackage>;
  /** By the placeholder that is imported instead; null where libraries are bundled like everything else. */
  readonly libraries: Map<string, LibraryPart> | null;
}

export const namespaces = { entry: "zenc-entry", authoring: "zenc-authoring", native: "zenc-native" } as const;

/**
 * @param authored matches the paths of the author's modules. Packages are esbuild's alone: asking here for each of their
 * thousand files would take longer than bundling them.
 * @param left filled with what was left out.
 */
export function bundlePlugin(input: () => BuildInput, authored: RegExp, left: LeftOut): Plugin {
  const packages = new Map<string, NativePackage | null>();
  const nativeOf = (name: string, from: string): NativePackage | null => {
    const key = `${name}\0${from}`;
    const known = packages.get(key);
    if (known !== undefined) return known;
    const found = nativePackage(name, from);
    packages.set(key, found);
    return found;
  };
  return {
    name: "zenc",
    setup(build) {
      build.onResolve({ filter: /^zenc-entry:/ }, ({ path }) => ({
        path: path.slice("zenc-entry:".length),
        namespace: namespaces.entry,
      }));
      build.onLoad({ filter: /.*/, namespace: namespaces.entry }, ({ path }) => {
        const entry = input().entries.get(path);
        if (!entry) throw new Error(`no entry "${path}"`);
        return { contents: entry.source, resolveDir: dirname(entry.module), loader: "js" };
      });
      build.onResolve({ filter: /^zenc$/ }, () => ({ path: "zenc", namespace: namespaces.authoring, sideEffects: false }));
      build.onLoad({ filter: /.*/, namespace: namespaces.authoring }, () => ({ contents: authoringModule, loader: "js" }));
      build.onResolve({ filter: /^[^./]/ }, (request) => resolvePackage(build, request, input(), left, nativeOf));
      build.onLoad({ filter: /.*/, namespace: namespaces.native }, ({ path }) => ({
        contents: `module.exports = require(${JSON.stringify(path)});`,
        loader: "js",
      }));
      build.onLoad({ filter: authored, namespace: "file" }, ({ path }) => {
        const contents = input().moduleText(path.replaceAll("\\", "/"));
        return contents === undefined ? undefined : { contents, loader: loaderOf(path) };
      });
    },
  };
}

async function resolvePackage(
  build: PluginBuild,
  request: OnResolveArgs,
  input: BuildInput,
  { native, libraries }: LeftOut,
  nativeOf: (name: string, from: string) => NativePackage | null,
): Promise<OnResolveResult | undefined> {
  if (request.namespace === namespaces.native) return { path: request.path, external: true };
  const name = packageNameOf(request.path);
  if (name === null || request.pluginData === "zenc" || request.kind === "entry-point") return undefined;
  const inPackage = request.importer.includes("node_modules");
  const hasEffect = inPackage || input.effectImports.has(request.path);
  const left = nativeOf(name, request.resolveDir);
  if (left) {
    native.set(left.name, left);
    return { path: request.path, namespace: namespaces.native, sideEffects: hasEffect };
  }
  // A package that requires a library, as CommonJS does, holds a copy of its own.
  const shared = libraries && isLibrary(request.path) && request.kind !== "require-call" && !isPartOfLibrary(request.importer);
  if (hasEffect && !shared) return undefined;
  const found = await build.resolve(request.path, {
    kind: request.kind,
    importer: request.importer,
    namespace: request.namespace,
    resolveDir: request.resolveDir,
    pluginData: "zenc",
  });
  if (shared && found.namespace === "file" && found.errors.length === 0) {
    const path = placeholderOf(found.path);
    libraries.set(path, { specifier: request.path, path: found.path });
    return { path, external: true, sideEffects: hasEffect };
  }
  if (hasEffect) return undefined;
  // As TypeScript does, an import of which nothing is used is no import, unless it is written for its effect.
  return found.namespace === "file" && found.path.includes("node_modules") ? { ...found, sideEffects: false } : found;
}

const isPartOfLibrary = (importer: string): boolean => /[\\/]node_modules[\\/]@tensorflow[\\/]tfjs[^\\/]*[\\/]/.test(importer);

function loaderOf(path: string): Loader {
  if (/\.[cm]?ts$/.test(path)) return "ts";
  if (path.endsWith(".tsx")) return "tsx";
  return path.endsWith(".jsx") ? "jsx" : "js";
}
