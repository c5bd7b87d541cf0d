// What every part of "define" works with: the checker, and a place for diagnostics.
import type { ts } from "ts-morph";
import type { Diagnostic, Span } from "../diagnostics/index.js";
import { type Loaded, spanOf } from "../load/index.js";
import type { OpaqueTypes } from "./opaqueTypes.js";

export interface DefineContext {
  readonly loaded: Loaded;
  readonly checker: ts.TypeChecker;
  /** Whether a file is one of zenc's own declarations. */
  isOwn(file: string): boolean;
  /** What steps store by a materializer of the author's and is no data by its type, where such types count: in expressions of pipelines. */
  readonly opaque?: OpaqueTypes;
  spanOf(node: ts.Node): Span;
  report(diagnostic: Diagnostic): void;
}

/** The same context with another place for diagnostics. */
export function reportingTo(context: DefineContext, diagnostics: Diagnostic[]): DefineContext {
  return { ...context, report: (diagnostic) => void diagnostics.push(diagnostic) };
}

/** A context over a loaded program; `isOwn` tells zenc's own files. */
export function createContext(loaded: Loaded, isOwn: (file: string) => boolean, diagnostics: Diagnostic[]): DefineContext {
  return {
    loaded,
    checker: loaded.checker,
    isOwn,
    spanOf: (node) => spanOf(node, loaded.cwd),
    report: (diagnostic) => void diagnostics.push(diagnostic),
  };
}
