// Source ranges of compiler nodes, as diagnostics show them.
import { relative, sep } from "node:path";
import type { ts } from "ts-morph";
import type { Position, Span } from "../diagnostics/index.js";

/** A path relative to the working directory, with `/` on every platform. */
export function relativePath(cwd: string, file: string): string {
  return relative(cwd, file).split(sep).join("/");
}

/** The range of a node without its leading comments. */
export function spanOf(node: ts.Node, cwd: string): Span {
  const file = node.getSourceFile();
  return spanOfRange(file, node.getStart(file), node.getEnd(), cwd);
}

/** The range [start, end) of a source file, in UTF-16 offsets. */
export function spanOfRange(file: ts.SourceFile, start: number, end: number, cwd: string): Span {
  const at = (offset: number): Position => {
    const { line, character } = file.getLineAndCharacterOfPosition(offset);
    return { offset, line: line + 1, column: character + 1 };
  };
  return { file: relativePath(cwd, file.fileName), start: at(start), end: at(end) };
}
