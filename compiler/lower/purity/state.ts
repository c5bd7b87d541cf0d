// Module-level names that change while a program runs: glue that reads them would mean something else in every process.
import { ts } from "ts-morph";
import { type Context, symbolOf } from "../context.js";
import { bare } from "../expressions/bare.js";
import { natureOfMethod } from "./builtins.js";
import { libraryType } from "./globals.js";

/** Why the declaration is state; undefined where it is a constant. */
export function stateOf(context: Context, declaration: ts.VariableDeclaration): string | undefined {
  const known = context.functions.get(declaration) as { readonly state: string | undefined } | undefined;
  if (known) return known.state;
  const state = computeState(context, declaration);
  context.functions.set(declaration, { state });
  return state;
}

function computeState(context: Context, declaration: ts.VariableDeclaration): string | undefined {
  if (!(ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const)) return 'it is declared with "let"';
  const initializer = declaration.initializer && bare(declaration.initializer);
  if (initializer && ts.isRegularExpressionLiteral(initializer)) {
    return /\/[a-z]*[gy][a-z]*$/.test(initializer.text) ? 'its flag "g" or "y" keeps a position between calls' : undefined;
  }
  if (!initializer || ts.isArrowFunction(initializer) || ts.isLiteralExpression(initializer)) return undefined;
  return ts.isIdentifier(declaration.name) && isWritten(context, declaration.name) ? "the module changes it" : undefined;
}

/** Some code of the module writes to it. */
function isWritten(context: Context, name: ts.Identifier): boolean {
  const symbol = symbolOf(context, name);
  const pending: ts.Node[] = [name.getSourceFile()];
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (
      ts.isIdentifier(node) &&
      node.text === name.text &&
      node !== name &&
      isWriteTo(context, node) &&
      symbolOf(context, node) === symbol
    )
      return true;
    ts.forEachChild(node, (child) => {
      pending.push(child);
    });
  }
  return false;
}

function isWriteTo(context: Context, node: ts.Identifier): boolean {
  let target: ts.Node = node;
  while (
    (ts.isPropertyAccessExpression(target.parent) || ts.isElementAccessExpression(target.parent)) &&
    target.parent.expression === target
  ) {
    target = target.parent;
    const call = target.parent;
    if (ts.isCallExpression(call) && call.expression === target && ts.isPropertyAccessExpression(target)) {
      const method = context.checker.getSymbolAtLocation(target.name);
      const type = method && libraryType(context, method);
      if (type && natureOfMethod(type, target.name.text) === "mutating") return true;
    }
  }
  if (target === node) return false;
  const { parent } = target;
  if (ts.isBinaryExpression(parent) && parent.left === target) {
    const { kind } = parent.operatorToken;
    return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
  }
  if (ts.isDeleteExpression(parent)) return true;
  return (
    (ts.isPrefixUnaryExpression(parent) || ts.isPostfixUnaryExpression(parent)) &&
    (parent.operator === ts.SyntaxKind.PlusPlusToken || parent.operator === ts.SyntaxKind.MinusMinusToken)
  );
}
