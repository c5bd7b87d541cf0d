// A change of the author's text: what is put in place of a part of it.
import { ts } from "ts-morph";
import type { Context } from "../context.js";
import { bare } from "../expressions/bare.js";

export interface Edit {
  /** Offsets in the file of the node that was reported, or in `file`. */
  readonly from: number;
  readonly to: number;
  readonly text: string;
  readonly file?: ts.SourceFile;
}

/** The change for a diagnostic at `node`; undefined where none can be told from the syntax. */
export type Changer = (node: ts.Node, parameters: Readonly<Record<string, unknown>>, context: Context) => Edit | undefined;

/** `text` in place of `node`. */
export function replace(node: ts.Node, text: string): Edit {
  return { from: node.getStart(), to: node.getEnd(), text };
}

/** `text` before the node. */
export function insert(at: number, text: string): Edit {
  return { from: at, to: at, text };
}

/** Without the parentheses, assertions and casts around it: the outermost expression that is the same value. */
export function outermost(node: ts.Node): ts.Node {
  let outer = node;
  while (ts.isExpression(outer.parent) && bare(outer.parent) !== outer.parent) outer = outer.parent;
  return outer;
}

/** True where the node's value is nobody's: it stands as a statement. */
export const isStatement = (node: ts.Node): boolean => ts.isExpressionStatement(outermost(node).parent);

/** The indentation of the line that the node begins on. */
export function indentOf(node: ts.Node): string {
  const { text } = node.getSourceFile();
  const line = text.lastIndexOf("\n", node.getStart() - 1) + 1;
  return /^[ \t]*/.exec(text.slice(line))?.[0] ?? "";
}
