// The phase "bundle": the code of steps and glue → self-contained modules, one each, by one esbuild call.
import { resolve } from "node:path";
import type { BuildContext, BuildFailure, BuildOptions, BuildResult, Metafile } from "esbuild";
import { ts } from "ts-morph";
import { type Digest, digestOf } from "../../runtime/contract/index.js";
import type { CodeObject } from "../compilation.js";
import type { Diagnostic } from "../diagnostics/index.js";
import type { Pipeline, StepDefinition } from "../ir/index.js";
import type { Loaded } from "../load/loaded.js";
import { type Entries, entriesOf } from "./entries.js";
import { diagnosticsOf, placeDiagnostics } from "./errors.js";
import type { LibraryPart } from "./library.js";
import { type EntryLibrary, librariesOf } from "./library-links.js";
import { type FileDigests, fileDigests, manifestOf } from "./manifest.js";
import { linkMaterializers } from "./materializers.js";
import { moduleSource } from "./module-source.js";
import { finishModule } from "./output.js";
import { type NativePackage, packageNameOf } from "./packages.js";
import { type BuildInput, bundlePlugin } from "./plugin.js";
import { moduleSettings } from "./settings.js";

export { createValidators, type ValidatorKind, type Validators } from "./validators.js";

export interface Bundled {
  readonly steps: ReadonlyMap<StepDefinition, CodeObject>;
  /** Pipelines without glue are not in it. */
  readonly glue: ReadonlyMap<Pipeline, CodeObject>;
  /** Modules that a step's own imports from beside it, dependencies first; steps without any are not in it. */
  readonly libraries: ReadonlyMap<StepDefinition, readonly CodeObject[]>;
  /** Modules of the author's materializers, by the stand-ins of their digests. */
  readonly materializers: ReadonlyMap<Digest, CodeObject>;
  readonly diagnostics: readonly Diagnostic[];
  /** Files outside packages that went in, absolute. */
  readonly inputs: readonly string[];
}

/** Bundles again and again; esbuild keeps what it parsed while the entries stay the same. */
export interface Bundler {
  bundle(pipelines: readonly Pipeline[], loaded: Loaded): Promise<Bundled>;
  dispose(): Promise<void>;
}

/** @param warm keep esbuild's state between calls; `dispose` gives it back. */
export function createBundler(cwd: string, options: { readonly warm: boolean }): Bundler {
  const left = { native: new Map<string, NativePackage>(), libraries: new Map<string, LibraryPart>() };
  let input: BuildInput = { entries: new Map(), moduleText: () => undefined, effectImports: new Set() };
  let context: { readonly key: string; readonly build: BuildContext } | undefined;

  /** @param whole with libraries in it. */
  const buildEntries = async (names: readonly string[], authored: readonly string[], whole: boolean): Promise<BuildResult> => {
    const esbuild = await import("esbuild");
    const settings: BuildOptions = {
      ...moduleSettings(cwd),
      entryPoints: names.map((name) => ({ in: `zenc-entry:${name}`, out: name })),
      sourcemap: "external",
      sourcesContent: false,
      plugins: [bundlePlugin(() => input, pathsFilter(authored), whole ? { ...left, libraries: null } : left)],
    };
    if (!options.warm || whole) return esbuild.build(settings);
    const key = JSON.stringify([names, authored]);
    if (context?.key !== key) {
      await context?.build.dispose();
      const build = await esbuild.context(settings);
      context = { key, build };
    }
    return context.build.rebuild();
  };

  return {
    async bundle(pipelines, loaded) {
      const sources = authorSources(loaded);
      const entries = entriesOf(pipelines, importedPackages(sources.values()));
      input = {
        entries: new Map(entries.entries.map((entry) => [entry.name, entry])),
        moduleText: moduleTexts(loaded, sources, entries),
        effectImports: effectImports(sources.values()),
      };
      if (entries.entries.length === 0) return nothing([]);
      left.native.clear();
      left.libraries.clear();
      try {
        const authored = [...new Set([...sources.keys(), ...entries.exports.keys()])];
        const names = entries.entries.map((entry) => entry.name);
        const result = await buildEntries(names, authored, false);
        const libraries = await librariesOf(cwd, result, names, left.libraries);
        // Glue and materializers are read where nothing lies beside them.
        const alone = [...entries.ofGlue.values(), ...entries.ofMaterializer.values()].filter((name) => libraries.has(name));
        for (const name of alone) libraries.delete(name);
        const whole = alone.length > 0 ? await buildEntries(alone, authored, true) : null;
        const resultOf = (name: string) => (whole && alone.includes(name) ? whole : result);
        return collect(resultOf, libraries, cwd, pipelines, entries, sources, [...left.native.values()]);
      } catch (error) {
        if (!isBuildFailure(error)) throw error;
        const fallback = pipelines[0]?.steps.values().next().value?.span ?? null;
        return nothing(diagnosticsOf(error.errors, cwd, fallback));
      }
    },
    async dispose() {
      await context?.build.dispose();
      context = undefined;
    },
  };
}

/** Matches exactly these paths, with either separator. */
function pathsFilter(paths: readonly string[]): RegExp {
  const escaped = paths.map((path) => path.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replaceAll("/", "[\\\\/]"));
  return new RegExp(`^(${escaped.join("|")})$`);
}

const isBuildFailure = (error: unknown): error is BuildFailure =>
  error instanceof Error && Array.isArray((error as BuildFailure).errors);

const nothing = (diagnostics: readonly Diagnostic[]): Bundled => ({
  steps: new Map(),
  glue: new Map(),
  libraries: new Map(),
  materializers: new Map(),
  diagnostics,
  inputs: [],
});

function collect(
  resultOf: (entry: string) => BuildResult,
  libraries: ReadonlyMap<string, EntryLibrary>,
  cwd: string,
  pipelines: readonly Pipeline[],
  entries: Entries,
  sources: ReadonlyMap<string, ts.SourceFile>,
  native: readonly NativePackage[],
): Bundled {
  const textOf = (path: string) => sources.get(resolve(cwd, path).replaceAll("\\", "/"))?.text;
  const digests = fileDigests(cwd, textOf);
  const externals = native.map(({ name, version }) => `${name}@${version}`).sort();
  const object = (name: string, link: (text: string) => string) =>
    codeObject(name, resultOf(name), libraries.get(name), link, digests, textOf, externals);
  const materializers = new Map([...entries.ofMaterializer].map(([standIn, name]) => [standIn, object(name, (text) => text)]));
  const known = new Map([...materializers].map(([standIn, { digest }]) => [standIn, digest]));
  const objects = new Map(
    entries.entries.map(({ name }) => [name, object(name, (text) => linkMaterializers(text, known))] as const),
  );
  const steps = new Map<StepDefinition, CodeObject>();
  const besides = new Map<StepDefinition, readonly CodeObject[]>();
  const glue = new Map<Pipeline, CodeObject>();
  for (const pipeline of pipelines) {
    for (const step of pipeline.steps.values()) {
      const entry = entries.ofStep.get(step) as string;
      steps.set(step, objects.get(entry) as CodeObject);
      const library = libraries.get(entry);
      if (library) besides.set(step, library.modules);
    }
    const name = entries.ofGlue.get(pipeline);
    if (name !== undefined) glue.set(pipeline, objects.get(name) as CodeObject);
  }
  const results = new Set(entries.entries.map(({ name }) => resultOf(name)));
  const inputs = [...new Set([...results].flatMap(({ metafile }) => Object.keys(metafile?.inputs ?? {})))]
    .filter((path) => !path.includes("node_modules/") && !path.startsWith("zenc-"))
    .map((path) => resolve(cwd, path));
  const diagnostics = placeDiagnostics([...objects.values()], sources, cwd);
  return { steps, glue, libraries: besides, materializers, diagnostics, inputs };
}

function codeObject(
  name: string,
  result: BuildResult,
  library: EntryLibrary | undefined,
  link: (text: string) => string,
  digests: FileDigests,
  textOf: (path: string) => string | undefined,
  externals: readonly string[],
): CodeObject {
  const find = (ending: string) =>
    result.outputFiles?.find((file) => file.path.replaceAll("\\", "/").endsWith(`/${name}${ending}`));
  const metafile = result.metafile as NonNullable<typeof result.metafile>;
  const output = metafile.outputs[`${name}.mjs`];
  const file = find(".mjs");
  if (!file || !output) throw new Error(`esbuild gave no output for "${name}"`);
  const linked = link(library ? library.link(file.text) : file.text);
  const packages = loadedPackages(output, externals);
  const { text, map } = finishModule(linked, find(".mjs.map")?.text ?? "", textOf, packages);
  const libraryAt = (path: string) => library?.parts.get(path);
  const manifest = manifestOf(metafile, output, digests, libraryAt);
  return { digest: digestOf(text), text, sourceMap: map, manifest, ...(packages.length === 0 ? {} : { packages }) };
}

/** Those of `externals`, `name@version` each, that an output loads where it runs. */
function loadedPackages({ imports }: Metafile["outputs"][string], externals: readonly string[]): readonly string[] {
  const names = new Set(imports.flatMap(({ path, external }) => (external ? [packageNameOf(path)] : [])));
  return externals.filter((name) => names.has(name.slice(0, name.lastIndexOf("@"))));
}

/** The project's own modules, by absolute path with `/`. */
function authorSources(loaded: Loaded): ReadonlyMap<string, ts.SourceFile> {
  return new Map(
    loaded.program
      .getSourceFiles()
      .filter(
        (source) =>
          /\.[cm]?[jt]sx?$/.test(source.fileName) &&
          !source.isDeclarationFile &&
          !loaded.program.isSourceFileFromExternalLibrary(source),
      )
      .map((source) => [source.fileName, source]),
  );
}

function moduleTexts(loaded: Loaded, sources: ReadonlyMap<string, ts.SourceFile>, entries: Entries): BuildInput["moduleText"] {
  return (file) => {
    const exports = entries.exports.get(file) ?? [];
    const known = sources.get(file);
    if (known) return moduleSource(known, exports);
    if (exports.length === 0) return undefined;
    // A step in a package: its types came from a declaration, its code lies here.
    const text = loaded.program.getSourceFile(file)?.text ?? ts.sys.readFile(file);
    return text === undefined ? undefined : moduleSource(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true), exports);
  };
}

function importedPackages(sources: Iterable<ts.SourceFile>): ReadonlySet<string> {
  const names = new Set<string>();
  for (const source of sources) {
    for (const specifier of importsOf(source)) {
      const name = packageNameOf(specifier.text);
      if (name !== null) names.add(name);
    }
  }
  return names;
}

function effectImports(sources: Iterable<ts.SourceFile>): ReadonlySet<string> {
  const names = new Set<string>();
  for (const source of sources) {
    for (const specifier of importsOf(source)) {
      if (ts.isImportDeclaration(specifier.parent) && !specifier.parent.importClause) names.add(specifier.text);
    }
  }
  return names;
}

function importsOf(source: ts.SourceFile): readonly ts.StringLiteral[] {
  return source.statements.flatMap((statement) =>
    (ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement)) &&
    statement.moduleSpecifier &&
    ts.isStringLiteral(statement.moduleSpecifier)
      ? [statement.moduleSpecifier]
      : [],
  );
}
