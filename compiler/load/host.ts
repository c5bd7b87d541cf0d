// The compiler's view of the disk: source files kept between loads and re-read only when they changed; nothing is ever written.
import { statSync } from "node:fs";
import { isBuiltin } from "node:module";
import { basename } from "node:path";
import { getLibFiles } from "@ts-morph/common";
import { ts } from "ts-morph";
import { type OwnPackage, resolveOwn } from "./authoring.js";
import { decidingState } from "./deciding.js";

interface CachedFile {
  readonly stamp: string;
  readonly text: string;
  readonly source: ts.SourceFile;
}

/** What is kept between two loads of one project. */
export interface FileCache {
  readonly files: Map<string, CachedFile>;
  readonly libraries: ReadonlyMap<string, string>;
  /** The author's files with an import that was not found: it may be there the next time. */
  readonly unresolved: Set<string>;
  /** By path, the files that each file imports. */
  readonly imports: Map<string, ReadonlySet<string>>;
  /** What packages are, and by which state of the files that decide about them. */
  packages: { readonly state: string; readonly manifests: ts.PackageJsonInfoCache } | undefined;
  /** Files of packages that have not been looked at since that state came about. */
  readonly unseen: Set<string>;
}

/** Files as they are in an editor, saved or not. What it does not hold is read from the disk. */
export interface Buffers {
  /** The text of a file (absolute, with `/`); undefined where the editor does not know it. */
  textOf(path: string): string | undefined;
}

const libraryFolder = "/zenc-typescript-lib";

/** An empty cache. */
export function createFileCache(): FileCache {
  const libraries = new Map(getLibFiles().map(({ fileName, text }) => [`${libraryFolder}/${fileName}`, text]));
  return { files: new Map(), libraries, unresolved: new Set(), imports: new Map(), packages: undefined, unseen: new Set() };
}

/** Whether a path is one of TypeScript's own library files, which are not on disk. */
export function isLibraryFile(path: string): boolean {
  return path.startsWith(`${libraryFolder}/`);
}

/** A compiler host over the disk, and over `buffers` where there are any. `invalidated` are the files whose imports must be looked up again. */
export function createHost(
  cache: FileCache,
  options: ts.CompilerOptions,
  cwd: string,
  own: OwnPackage,
  invalidated: ReadonlySet<string>,
  buffers: Buffers | undefined,
): ts.CompilerHost {
  const { sys } = ts;
  const isOpen = (path: string) => buffers?.textOf(path) !== undefined;
  const fileExists = (path: string) => (isLibraryFile(path) ? cache.libraries.has(path) : sys.fileExists(path) || isOpen(path));
  const readFile = (path: string) =>
    isLibraryFile(path) ? cache.libraries.get(path) : (buffers?.textOf(path) ?? sys.readFile(path));
  const canonical = (path: string) => (sys.useCaseSensitiveFileNames ? path : path.toLowerCase());
  const resolutionHost: ts.ModuleResolutionHost = {
    fileExists,
    readFile,
    directoryExists: sys.directoryExists,
    getCurrentDirectory: () => cwd,
    ...(sys.realpath === undefined ? {} : { realpath: sys.realpath }),
    useCaseSensitiveFileNames: sys.useCaseSensitiveFileNames,
  };
  const resolutions = ts.createModuleResolutionCache(cwd, canonical, options, cache.packages?.manifests);
  return {
    ...resolutionHost,
    fileExists,
    readFile,
    directoryExists: (path) => !isLibraryFile(`${path}/`) && sys.directoryExists(path),
    getSourceFile: (path, languageVersion) => getSourceFile(cache, path, languageVersion, buffers),
    getDefaultLibFileName: (settings) => `${libraryFolder}/${basename(ts.getDefaultLibFileName(settings))}`,
    getDefaultLibLocation: () => libraryFolder,
    writeFile: () => undefined,
    getCurrentDirectory: () => cwd,
    getCanonicalFileName: canonical,
    useCaseSensitiveFileNames: () => sys.useCaseSensitiveFileNames,
    getNewLine: () => "\n",
    getModuleResolutionCache: () => resolutions,
    hasInvalidatedResolutions: (path) => invalidated.has(path),
    resolveModuleNameLiterals: (literals, containing, redirected, settings, file) => {
      const resolved = literals.map((literal): ts.ResolvedModuleWithFailedLookupLocations => {
        const ownFile = resolveOwn(own, literal.text);
        if (ownFile !== undefined) {
          return { resolvedModule: { resolvedFileName: ownFile, extension: own.extension, isExternalLibraryImport: false } };
        }
        const mode = ts.getModeForUsageLocation(file, literal, settings);
        return ts.resolveModuleName(literal.text, containing, settings, resolutionHost, resolutions, redirected, mode);
      });
      cache.imports.set(containing, new Set(resolved.flatMap(({ resolvedModule }) => resolvedModule?.resolvedFileName ?? [])));
      // Node's own modules are declared by types that lie elsewhere.
      const isMissing = literals.some(({ text }, at) => resolved[at]?.resolvedModule === undefined && !isBuiltin(text));
      if (isMissing && !isOfPackage(containing)) cache.unresolved.add(canonical(containing));
      return resolved;
    },
  };
}

/**
 * Begins a load: forgets what was read of packages where something has changed that decides about them. Then it is true: what
 * imports led to is no longer known either.
 */
export function refreshPackages(cache: FileCache, cwd: string, options: ts.CompilerOptions, sources: readonly string[]): boolean {
  const state = decidingState(sources);
  if (cache.packages?.state === state) return false;
  const canonical = (path: string) => (ts.sys.useCaseSensitiveFileNames ? path : path.toLowerCase());
  const manifests = ts.createModuleResolutionCache(cwd, canonical, options).getPackageJsonInfoCache();
  for (const path of cache.files.keys()) if (isOfPackage(path)) cache.unseen.add(path);
  cache.packages = { state, manifests };
  return true;
}

const isOfPackage = (path: string): boolean => path.includes("/node_modules/");

function getSourceFile(
  cache: FileCache,
  path: string,
  languageVersion: ts.ScriptTarget | ts.CreateSourceFileOptions,
  buffers: Buffers | undefined,
): ts.SourceFile | undefined {
  const known = cache.files.get(path);
  const open = isLibraryFile(path) ? undefined : buffers?.textOf(path);
  if (open !== undefined) {
    if (known?.text === open) return known.source;
    const source = ts.createSourceFile(path, open, parseOptions(path, languageVersion));
    cache.files.set(path, { stamp: "open", text: open, source });
    return source;
  }
  if (known && isOfPackage(path) && !cache.unseen.delete(path)) return known.source;
  const stamp = isLibraryFile(path) ? "library" : stampOf(path);
  if (stamp === undefined) return undefined;
  if (known?.stamp === stamp) return known.source;
  const text = isLibraryFile(path) ? cache.libraries.get(path) : ts.sys.readFile(path);
  if (text === undefined) return undefined;
  const source = known?.text === text ? known.source : ts.createSourceFile(path, text, parseOptions(path, languageVersion));
  cache.files.set(path, { stamp, text, source });
  return source;
}

/** Comments of declaration files are half of their text and say nothing to zenc; those of sources are descriptions and limits. */
function parseOptions(path: string, given: ts.ScriptTarget | ts.CreateSourceFileOptions): ts.CreateSourceFileOptions {
  const options = typeof given === "object" ? given : { languageVersion: given };
  const isForeign = /\.d\.[cm]?ts$/.test(path) && (isLibraryFile(path) || path.includes("/node_modules/"));
  return isForeign ? { ...options, jsDocParsingMode: ts.JSDocParsingMode.ParseNone } : options;
}

/** Changes whenever a file is written, as far as the disk's clock can tell. */
function stampOf(path: string): string | undefined {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat?.isFile() ? `${stat.mtimeMs}:${stat.size}:${stat.ino}` : undefined;
}
