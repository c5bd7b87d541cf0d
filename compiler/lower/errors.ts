// Errors that a pipeline catches: no data, but their name and message can be read, and they can be thrown again.
import { ts } from "ts-morph";
import { type Context, symbolOf } from "./context.js";
import { bare } from "./expressions/bare.js";
import { globalName } from "./purity/globals.js";

const errorClasses = new Set(["Error", "TypeError", "RangeError", "SyntaxError", "ReferenceError", "URIError", "EvalError"]);

/** What can be read of a caught error: the rest differs between machines, or does not outlive a step. */
export const errorMembers: ReadonlySet<string> = new Set(["name", "message"]);

/** True of an expression whose type is an Error. */
export function isErrorType(context: Context, node: ts.Expression): boolean {
  const type = context.checker.getTypeAtLocation(node);
  if (type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) return false;
  const parts = type.isUnion() ? type.types : [type];
  return parts.every((part) => part.getProperty("message") !== undefined && part.getProperty("name") !== undefined);
}

/** True of the name that a `catch` gives to what it caught. */
export function isCaughtName(context: Context, node: ts.Expression): boolean {
  const inner = bare(node);
  if (!ts.isIdentifier(inner)) return false;
  const declaration = symbolOf(context, inner)?.valueDeclaration;
  return declaration !== undefined && ts.isVariableDeclaration(declaration) && ts.isCatchClause(declaration.parent);
}

/** A mention of a caught error that reads its name, its message, its text or its class, or throws it again. */
export function isReadOfError(context: Context, node: ts.Identifier): boolean {
  let inner: ts.Node = node;
  while (ts.isExpression(inner.parent) && bare(inner.parent) === node) inner = inner.parent;
  const { parent } = inner;
  if (ts.isPropertyAccessExpression(parent)) return errorMembers.has(parent.name.text);
  if (ts.isThrowStatement(parent) || ts.isTemplateSpan(parent) || ts.isTypeOfExpression(parent)) return true;
  if (ts.isCallExpression(parent)) {
    const { expression } = parent;
    return ts.isIdentifier(expression) && globalName(context, expression) === "String";
  }
  if (!ts.isBinaryExpression(parent) || parent.operatorToken.kind !== ts.SyntaxKind.InstanceOfKeyword) return false;
  const right = bare(parent.right);
  return parent.left === inner && ts.isIdentifier(right) && errorClasses.has(globalName(context, right) ?? "");
}
