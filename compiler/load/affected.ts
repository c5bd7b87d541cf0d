// Which files of a program must be checked again: those that changed, and those that import them, through whatever others. A
// fresh type checker makes TypeScript's errors of the rest the same as before.
import { ts } from "ts-morph";

/** A program whose files have been checked. */
export interface Checked {
  readonly program: ts.Program;
  readonly errors: ReadonlyMap<ts.SourceFile, readonly ts.Diagnostic[]>;
}

/**
 * The errors of the last check that still hold.
 * @param imports the files that each file imports, by path
 */
export function unaffectedErrors(
  program: ts.Program,
  last: Checked | undefined,
  imports: ReadonlyMap<string, ReadonlySet<string>>,
): Checked["errors"] {
  if (!last || !haveSameOptions(program, last.program)) return new Map();
  const files = new Set(program.getSourceFiles());
  const before = new Set(last.program.getSourceFiles());
  const changed = [...files].filter((file) => !before.has(file));
  const replaced = [...before].filter((file) => !files.has(file));
  // What is gone may have been anybody's, and so may be what a file says about the global scope or other modules.
  if (replaced.some(({ fileName }) => !program.getSourceFile(fileName))) return new Map();
  if ([...changed, ...replaced].some(reachesFar)) return new Map();
  const affected = importersOf(
    changed.map(({ fileName }) => fileName),
    imports,
  );
  return new Map([...last.errors].filter(([file]) => files.has(file) && !affected.has(file.fileName)));
}

function haveSameOptions(one: ts.Program, other: ts.Program): boolean {
  return JSON.stringify(one.getCompilerOptions()) === JSON.stringify(other.getCompilerOptions());
}

/** A script, or a module that adds to the global scope or to other modules. */
function reachesFar(file: ts.SourceFile): boolean {
  if (!ts.isExternalModule(file)) return !file.fileName.endsWith(".json");
  return file.statements.some(
    (statement) =>
      ts.isModuleDeclaration(statement) &&
      (ts.isStringLiteral(statement.name) || (statement.flags & ts.NodeFlags.GlobalAugmentation) !== 0),
  );
}

/** The files, and all that import them directly or through others. */
function importersOf(files: readonly string[], imports: ReadonlyMap<string, ReadonlySet<string>>): ReadonlySet<string> {
  const importers = new Map<string, string[]>();
  for (const [file, imported] of imports) {
    for (const one of imported) importers.set(one, [...(importers.get(one) ?? []), file]);
  }
  const found = new Set(files);
  for (const file of found) for (const importer of importers.get(file) ?? []) found.add(importer);
  return found;
}
