// The phase "load": files → one TypeScript program with types. Nothing of the author's code is executed.
import { statSync } from "node:fs";
import { resolve, sep } from "node:path";
import { ts } from "ts-morph";
import { type Diagnostic, diagnose } from "../diagnostics/index.js";
import { type Checked, unaffectedErrors } from "./affected.js";
import { findOwnPackage, isOwnFile, type OwnPackage } from "./authoring.js";
import { diagnosticOf } from "./errors.js";
import { type Buffers, createFileCache, createHost, type FileCache, isLibraryFile, refreshPackages } from "./host.js";
import type { Loaded } from "./loaded.js";
import { findConfig, type ProjectOptions, readOptions } from "./options.js";
import { relativePath } from "./span.js";

export { findOwnPackage, isOwnFile } from "./authoring.js";
export type { Buffers } from "./host.js";
export type { Loaded } from "./loaded.js";
export { relativePath, spanOf, spanOfRange } from "./span.js";

/** Loads again and again with what it read before: a watcher keeps one. Holds memory, nothing else. */
export interface Loader {
  /** @param files pipeline files, absolute or relative to the loader's folder. */
  load(files: readonly string[]): Loaded;
}

/**
 * A loader for a working directory (absolute): spans are relative to it.
 * @param buffers files that an editor holds, which go above those on the disk
 */
export function createLoader(cwd: string, buffers?: Buffers): Loader {
  const cache = createFileCache();
  const own = findOwnPackage();
  let previous: Checked | undefined;
  let sources: readonly string[] = [];
  return {
    load(asked) {
      const { files, diagnostics } = readableFiles(cwd, asked, buffers);
      const configs = new Set(files.map(findConfig));
      const [config] = configs;
      const project = readOptions(config, cwd);
      const differs = configs.size > 1 ? [diagnose("tsconfig-differs", null, { count: configs.size })] : [];
      if (refreshPackages(cache, cwd, project.options, [...files, ...sources])) previous = undefined;
      const place = { cwd, files, cache, own, buffers, previous };
      const { checked, ...loaded } =
        loadWithoutNode(place, project) ?? checkProgram(place, project, createProgram(place, project));
      previous = checked;
      sources = loaded.inputs;
      return { ...loaded, diagnostics: [...diagnostics, ...differs, ...loaded.diagnostics] };
    },
  };
}

/** Loads once. Problems are in `diagnostics`; it throws only where zenc itself is broken. */
export function load(request: { readonly cwd: string; readonly files: readonly string[] }): Loaded {
  return createLoader(request.cwd).load(request.files);
}

interface Place {
  readonly cwd: string;
  readonly files: readonly string[];
  readonly cache: FileCache;
  readonly own: OwnPackage;
  readonly buffers: Buffers | undefined;
  readonly previous: Checked | undefined;
}

interface CheckedProgram extends Loaded {
  readonly checked: Checked;
}

/**
 * Node's types are most of what there is to read, and many pipelines use none of them. So the program is made without them
 * first, and taken where nothing is missing: no error, and no declarations of others, where what is missing is no error.
 */
function loadWithoutNode(place: Place, project: ProjectOptions): CheckedProgram | null {
  const { types } = project.options;
  if (!types?.includes("node") || place.previous?.program.getCompilerOptions().types?.includes("node")) return null;
  const options = { ...project.options, types: types.filter((name) => name !== "node") };
  const program = createProgram(place, { ...project, options });
  const isOthers = (file: ts.SourceFile) => file.isDeclarationFile || program.isSourceFileFromExternalLibrary(file);
  const foreign = program
    .getSourceFiles()
    .some((file) => isOthers(file) && !isLibraryFile(file.fileName) && !isOwnFile(place.own, file.fileName));
  if (foreign) return null;
  const loaded = checkProgram(place, { ...project, options }, program);
  return loaded.diagnostics.length > 0 ? null : loaded;
}

function createProgram({ files, cache, cwd, own, buffers, previous }: Place, project: ProjectOptions): ts.Program {
  const invalidated = new Set(cache.unresolved);
  cache.unresolved.clear();
  const program = ts.createProgram({
    rootNames: [...files, ...project.declarations],
    options: project.options,
    host: createHost(cache, project.options, cwd, own, invalidated, buffers),
    ...(previous === undefined ? {} : { oldProgram: previous.program }),
  });
  for (const path of invalidated) if (program.getSourceFile(path)) cache.unresolved.add(path);
  return program;
}

function checkProgram(place: Place, project: ProjectOptions, program: ts.Program): CheckedProgram {
  const { cwd, files, own, cache, previous } = place;
  const sources = projectSources(program, own);
  const known = unaffectedErrors(program, previous, cache.imports);
  const errors = new Map(sources.map((source) => [source, known.get(source) ?? errorsOf(program, source)]));
  return {
    cwd,
    program,
    checker: program.getTypeChecker(),
    files: files.map((file) => program.getSourceFile(file)).filter((file) => file !== undefined),
    inputs: [...new Set([...files, ...sources.map((source) => source.fileName), ...project.configFiles])],
    options: project.options,
    diagnostics: [
      ...optionErrors(project, program, cwd),
      ...[...errors.values()].flat().map((error) => diagnosticOf(error, cwd)),
    ],
    checked: { program, errors },
  };
}

function readableFiles(cwd: string, asked: readonly string[], buffers: Buffers | undefined) {
  const files: string[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const name of asked) {
    const file = resolve(cwd, name).split(sep).join("/");
    const isThere = buffers?.textOf(file) !== undefined || statSync(file, { throwIfNoEntry: false })?.isFile();
    if (!isThere) diagnostics.push(diagnose("file-missing", null, { file: name }));
    else if (!/(?<!\.d)\.[cm]?tsx?$/.test(file)) diagnostics.push(diagnose("file-not-typescript", null, { file: name }));
    else if (!files.includes(file)) files.push(file);
  }
  return { files, diagnostics };
}

/** The author's own sources: what is neither a package, nor a declaration, nor zenc itself. */
function projectSources(program: ts.Program, own: OwnPackage): readonly ts.SourceFile[] {
  return program
    .getSourceFiles()
    .filter(
      (source) =>
        !source.fileName.includes("/node_modules/") &&
        !isLibraryFile(source.fileName) &&
        !isOwnFile(own, source.fileName) &&
        !program.isSourceFileFromExternalLibrary(source),
    );
}

function errorsOf(program: ts.Program, source: ts.SourceFile): readonly ts.Diagnostic[] {
  if (source.isDeclarationFile) return [];
  const syntactic = program.getSyntacticDiagnostics(source);
  return syntactic.length > 0 ? syntactic : program.getSemanticDiagnostics(source);
}

function optionErrors(project: ProjectOptions, program: ts.Program, cwd: string): readonly Diagnostic[] {
  const errors = [...project.errors, ...program.getOptionsDiagnostics(), ...program.getGlobalDiagnostics()];
  const found = errors.filter((error) => error.category === ts.DiagnosticCategory.Error).map((error) => diagnosticOf(error, cwd));
  const { strict, strictNullChecks } = project.options;
  const [config] = project.configFiles;
  if (config === undefined || (strictNullChecks ?? strict ?? true)) return found;
  return [...found, diagnose("tsconfig-null-checks", null, { file: relativePath(cwd, config) })];
}
