// Regular expressions with the flags "g" and "y" keep a position between calls: as a name they are state.
import { ts } from "ts-morph";
import type { Context } from "../context.js";
import { bare } from "../expressions/bare.js";
import { isLibraryType } from "./text.js";

export const positionKept = 'its flag "g" or "y" keeps a position between calls';

/** True of an expression that makes a regular expression with such a flag, or may. */
export function keepsPosition(context: Context, node: ts.Expression): boolean {
  const inner = bare(node);
  if (ts.isRegularExpressionLiteral(inner)) return /\/[a-z]*[gy][a-z]*$/.test(inner.text);
  if (!isLibraryType(context, context.checker.getTypeAtLocation(inner), "RegExp")) return false;
  if (!ts.isNewExpression(inner)) return true;
  const [source, flags] = inner.arguments ?? [];
  if (flags) return !ts.isStringLiteralLike(flags) || /[gy]/.test(flags.text);
  return source !== undefined && isLibraryType(context, context.checker.getTypeAtLocation(source), "RegExp");
}

/** The same of anything made by evaluating `node`; what its functions make, each call makes anew. */
export function makesPosition(context: Context, node: ts.Node): boolean {
  if (ts.isFunctionLike(node)) return false;
  if ((ts.isRegularExpressionLiteral(node) || ts.isNewExpression(node)) && keepsPosition(context, node)) return true;
  return ts.forEachChild(node, (child) => makesPosition(context, child) || undefined) === true;
}
