// A project in a temporary folder, loaded and defined.
import { mkdirSync, mkdtempSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ts } from "ts-morph";
import { type Definitions, define } from "../../compiler/define/index.js";
import { type Loaded, load } from "../../compiler/load/index.js";

/** Writes files into a new folder; returns its real path. */
export function writeProject(files: Readonly<Record<string, string>>): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "zenc-define-")));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

/** Makes a package of this repository's node_modules importable from a project. */
export function linkPackages(folder: string, ...names: readonly string[]): void {
  for (const name of names) {
    const link = join(folder, "node_modules", name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(fileURLToPath(new URL(`../../node_modules/${name}`, import.meta.url)), link);
  }
}

export interface Project {
  readonly loaded: Loaded;
  readonly definitions: Definitions;
  /** The type of an exported name's declaration, as `export type name = …` or `export const name = …`. */
  typeOf(name: string): ts.Type;
  /** The expression that a const is set to. */
  valueOf(name: string): ts.Expression;
}

/** The project of one file `pipeline.ts` (and others). */
export function projectOf(files: Readonly<Record<string, string>>, ...packages: readonly string[]): Project {
  const folder = writeProject(files);
  linkPackages(folder, ...packages);
  const loaded = load({ cwd: folder, files: ["pipeline.ts"] });
  const definitions = define(loaded);
  const [file] = loaded.files;
  const module = file && loaded.checker.getSymbolAtLocation(file);
  const symbolOf = (name: string): ts.Symbol => {
    const symbol = module && loaded.checker.getExportsOfModule(module).find((one) => one.name === name);
    if (symbol === undefined) throw new Error(`pipeline.ts does not export "${name}".`);
    return symbol;
  };
  return {
    loaded,
    definitions,
    typeOf: (name) => loaded.checker.getDeclaredTypeOfSymbol(symbolOf(name)),
    valueOf: (name) => (symbolOf(name).valueDeclaration as ts.VariableDeclaration).initializer as ts.Expression,
  };
}
