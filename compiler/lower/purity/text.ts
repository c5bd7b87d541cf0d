// What becomes a text: of a date it would show local time, of a function its source.
import { ts } from "ts-morph";
import type { Context } from "../context.js";
import { find, type Region } from "./region.js";

/** Notes a value whose text differs between machines. */
export function inspectText(region: Region, node: ts.Expression): void {
  const type = region.context.checker.getTypeAtLocation(node);
  if (holdsDate(region.context, type)) {
    find(region, "call-impure", node, { name: "Date.toString", instead: 'Write the time with "toISOString()".' });
  } else if (type.getCallSignatures().length > 0) find(region, "function-stored", node, {});
}

/** A date, or a list of dates. */
export function holdsDate(context: Context, type: ts.Type): boolean {
  const { checker } = context;
  if (type.isUnion()) return type.types.some((part) => holdsDate(context, part));
  if (checker.isArrayType(type) || checker.isTupleType(type))
    return checker.getTypeArguments(type as ts.TypeReference).some((part) => holdsDate(context, part));
  return isLibraryType(context, type, "Date");
}

/** The type that TypeScript's library declares by that name. */
export function isLibraryType(context: Context, type: ts.Type, name: string): boolean {
  const declaration = type.symbol?.name === name ? type.symbol.declarations?.[0] : undefined;
  return declaration !== undefined && context.loaded.program.isSourceFileDefaultLibrary(declaration.getSourceFile());
}

const text = ts.TypeFlags.StringLike;

/** Notes operands of `node` that it turns into texts. */
export function inspectTexts(region: Region, node: ts.Node): void {
  const { checker } = region.context;
  if (ts.isTemplateSpan(node)) inspectText(region, node.expression);
  if (ts.isComputedPropertyName(node)) inspectText(region, node.expression);
  if (ts.isElementAccessExpression(node)) inspectText(region, node.argumentExpression);
  if (!ts.isBinaryExpression(node)) return;
  const { kind } = node.operatorToken;
  if (kind !== ts.SyntaxKind.PlusToken && kind !== ts.SyntaxKind.PlusEqualsToken) return;
  const sides = [node.left, node.right];
  if (sides.some((side) => (checker.getTypeAtLocation(side).flags & text) !== 0)) {
    for (const side of sides) inspectText(region, side);
  }
}
