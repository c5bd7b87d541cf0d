// Which variables a piece of code changes: by assignment, update, `delete`, or a method that writes to its receiver.
import { ts } from "ts-morph";
import { symbolOf } from "./context.js";
import { bare } from "./expressions/bare.js";
import type { Frame } from "./frame.js";
import { natureOfMethod } from "./purity/builtins.js";
import { libraryType } from "./purity/globals.js";

/** The pipeline's variables that a piece of code assigns or writes to, in order, each with the last name that says so. */
export function assignedNames(frame: Frame, node: ts.Node): ReadonlyMap<ts.Symbol, ts.Identifier> {
  const { context } = frame;
  const found = new Map<ts.Symbol, ts.Identifier>();
  const note = (target: ts.Expression): void => {
    const inner = bare(target);
    if (ts.isPropertyAccessExpression(inner) || ts.isElementAccessExpression(inner)) note(inner.expression);
    else if (ts.isArrayLiteralExpression(inner)) inner.elements.forEach(note);
    else if (ts.isIdentifier(inner)) {
      const symbol = symbolOf(context, inner);
      if (symbol && frame.environment.get(symbol)) found.set(symbol, inner);
    }
  };
  const look = (inner: ts.Node): void => {
    if (ts.isBinaryExpression(inner) && isAssignment(inner.operatorToken.kind)) note(inner.left);
    if (ts.isPrefixUnaryExpression(inner) || ts.isPostfixUnaryExpression(inner)) {
      const { operator } = inner;
      if (operator === ts.SyntaxKind.PlusPlusToken || operator === ts.SyntaxKind.MinusMinusToken) note(inner.operand);
    }
    if (ts.isDeleteExpression(inner)) note(inner.expression);
    if (ts.isCallExpression(inner) && ts.isPropertyAccessExpression(inner.expression)) {
      const method = context.checker.getSymbolAtLocation(inner.expression.name);
      const type = method && libraryType(context, method);
      if (type && natureOfMethod(type, inner.expression.name.text) === "mutating") note(inner.expression.expression);
    }
    ts.forEachChild(inner, look);
  };
  look(node);
  return found;
}

const isAssignment = (kind: ts.SyntaxKind): boolean =>
  kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
