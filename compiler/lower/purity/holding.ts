// Types whose values may hold functions somewhere: what cannot be carried from process to process.
import { ts } from "ts-morph";
import type { Context } from "../context.js";

/** True of a function, of what has one in it, and of `any` and `unknown`. */
export function mayHoldFunctions(context: Context, type: ts.Type): boolean {
  return (type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) !== 0 || holdsFunctions(context, type);
}

/** True of a function, and of what has one in it by its type. Methods of JavaScript's own objects do not count. */
export function holdsFunctions(context: Context, type: ts.Type, seen: ReadonlySet<ts.Type> = new Set()): boolean {
  if (seen.has(type) || seen.size > 20) return false;
  const deeper = new Set([...seen, type]);
  const inside = (part: ts.Type): boolean => holdsFunctions(context, part, deeper);
  if (type.isUnionOrIntersection()) return type.types.some(inside);
  if (!(type.flags & ts.TypeFlags.Object)) return false;
  if (type.getCallSignatures().length > 0) return true;
  const { checker } = context;
  const parts = checker.getTypeArguments(type as ts.TypeReference).some(inside);
  if (checker.isTupleType(type)) return parts;
  const declaration = type.symbol?.declarations?.[0];
  if (declaration?.getSourceFile().isDeclarationFile) return parts;
  const values = checker.getIndexTypeOfType(type, ts.IndexKind.String);
  if (values && inside(values)) return true;
  return parts || type.getProperties().some((property) => inside(checker.getTypeOfSymbol(property)));
}

/** True of an iterator: whoever reads it first uses it up. */
export function isIterator(context: Context, type: ts.Type): boolean {
  if (type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) return false;
  const next = type.getProperty("next");
  return next !== undefined && context.checker.getTypeOfSymbol(next).getCallSignatures().length > 0;
}
