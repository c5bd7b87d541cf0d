// Compiler options: those of the nearest tsconfig.json, or good defaults; never any that would write files.
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { ts } from "ts-morph";

export interface ProjectOptions {
  readonly options: ts.CompilerOptions;
  /** The tsconfig.json and those that it extends, absolute. */
  readonly configFiles: readonly string[];
  /** Ambient declaration files that the tsconfig includes. */
  readonly declarations: readonly string[];
  readonly errors: readonly ts.Diagnostic[];
}

const defaults: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  moduleDetection: ts.ModuleDetectionKind.Force,
  strict: true,
  resolveJsonModule: true,
  esModuleInterop: true,
};

// Nothing is emitted, other versions' options are no errors, and packages are not checked.
const forced: ts.CompilerOptions = {
  noEmit: true,
  skipLibCheck: true,
  skipDefaultLibCheck: true,
  allowImportingTsExtensions: true,
  ignoreDeprecations: "6.0",
  composite: false,
  incremental: false,
  declaration: false,
  declarationMap: false,
  emitDeclarationOnly: false,
  sourceMap: false,
  inlineSourceMap: false,
  noEmitOnError: false,
};

/** The nearest tsconfig.json at or above a file's folder. */
export function findConfig(file: string): string | undefined {
  return ts.findConfigFile(dirname(file), ts.sys.fileExists, "tsconfig.json");
}

/** The options for a project; `config` is its tsconfig.json, if any. */
export function readOptions(config: string | undefined, folder: string): ProjectOptions {
  if (config === undefined) {
    const options = withTypes({ ...defaults, lib: ["lib.es2023.d.ts"], ...forced }, folder);
    // Without Node's types, the DOM's declare console, fetch and timers.
    const lib = options.types?.includes("node") ? options.lib : [...(options.lib ?? []), "lib.dom.d.ts"];
    return { options: { ...options, ...(lib === undefined ? {} : { lib }) }, configFiles: [], declarations: [], errors: [] };
  }
  return parseConfig(config);
}

function parseConfig(config: string): ProjectOptions {
  const source = ts.readJsonConfigFile(config, ts.sys.readFile);
  const parsed = ts.parseJsonSourceFileConfigFileContent(source, configHost, dirname(config), undefined, config);
  const { options } = parsed;
  // A project that compiles elsewhere may have an output layout; here it would only make errors about root folders.
  for (const name of ["rootDir", "rootDirs", "outDir", "outFile", "tsBuildInfoFile", "declarationDir", "mapRoot"]) {
    if (name !== "rootDirs") delete options[name];
  }
  const extended = (source as { extendedSourceFiles?: string[] }).extendedSourceFiles ?? [];
  return {
    options: withTypes({ ...options, ...forced }, dirname(config)),
    configFiles: [config, ...extended],
    declarations: parsed.fileNames.filter((name) => /\.d\.[cm]?ts$/.test(name)),
    // 18002, 18003: "no inputs": the inputs are the files that zenc is asked for.
    errors: parsed.errors.filter((error) => error.code !== 18002 && error.code !== 18003),
  };
}

// Only ambient declarations are looked for: sources are reached through imports.
const configHost: ts.ParseConfigHost = {
  useCaseSensitiveFileNames: ts.sys.useCaseSensitiveFileNames,
  fileExists: ts.sys.fileExists,
  readFile: ts.sys.readFile,
  readDirectory: (root, _extensions, exclude, include, depth) => ts.sys.readDirectory(root, [".d.ts"], exclude, include, depth),
};

/** Node's types where the project has them and does not say otherwise. */
function withTypes(options: ts.CompilerOptions, folder: string): ts.CompilerOptions {
  if (options.types !== undefined) return options;
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, "node_modules", "@types", "node", "package.json"))) return { ...options, types: ["node"] };
    if (dirname(at) === at) return options;
  }
}
