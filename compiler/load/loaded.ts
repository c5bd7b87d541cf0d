// What `load` gives to the later phases: one TypeScript program over the pipeline files and all that they import.
import type { ts } from "ts-morph";
import type { Diagnostic } from "../diagnostics/index.js";

export interface Loaded {
  readonly cwd: string;
  readonly program: ts.Program;
  readonly checker: ts.TypeChecker;
  /** The files that were asked for, in that order. */
  readonly files: readonly ts.SourceFile[];
  /** All files that were read and may change: sources outside packages, tsconfig, package.json of the project; absolute. */
  readonly inputs: readonly string[];
  /** The compiler options that the user's tsconfig, or zenc's defaults, give. */
  readonly options: ts.CompilerOptions;
  /** TypeScript's own errors in the pipeline's files, in zenc's form. */
  readonly diagnostics: readonly Diagnostic[];
}
