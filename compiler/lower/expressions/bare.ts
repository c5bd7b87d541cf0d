// TypeScript's own wrappers around an expression mean nothing at run time.
import { ts } from "ts-morph";

/** The expression without parentheses, `as`, `satisfies`, `!` and `<T>`. */
export function bare(node: ts.Expression): ts.Expression {
  let inner = node;
  while (
    ts.isParenthesizedExpression(inner) ||
    ts.isAsExpression(inner) ||
    ts.isSatisfiesExpression(inner) ||
    ts.isNonNullExpression(inner) ||
    ts.isTypeAssertionExpression(inner)
  ) {
    inner = inner.expression;
  }
  return inner;
}

/** Declared within `root`, or within one of several. */
export function isDeclaredIn(symbol: ts.Symbol, roots: readonly ts.Node[]): boolean {
  const declaration = symbol.valueDeclaration ?? symbol.declarations?.[0];
  return declaration !== undefined && roots.some((root) => isInside(declaration, root));
}

/** The same node, or one below it. */
export function isInside(node: ts.Node, root: ts.Node): boolean {
  return node.pos >= root.pos && node.end <= root.end && node.getSourceFile() === root.getSourceFile();
}
