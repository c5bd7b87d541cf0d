// What code has made itself: nothing older can be it, so nobody else sees it change.
import { ts } from "ts-morph";
import { symbolOf } from "../context.js";
import { bare, isDeclaredIn } from "../expressions/bare.js";
import { isAccumulator, resultsOf } from "./accumulator.js";
import { givesFresh, isFreshStatic, natureOfMethod, pureClasses } from "./builtins.js";
import { globalName, libraryType } from "./globals.js";
import type { Region } from "./region.js";
import { targetsOf, writtenBy } from "./targets.js";

/** True where the expression's value was made by this code; a name of the code's own may have it already. */
export function isOwn(region: Region, node: ts.Expression): boolean {
  return isMade(region, node, true);
}

/** True where the expression makes its value here, so that it has no name yet. */
export function isFresh(region: Region, node: ts.Expression): boolean {
  return isMade(region, node, false);
}

function isMade(region: Region, node: ts.Expression, named: boolean): boolean {
  const inner = bare(node);
  if (ts.isArrayLiteralExpression(inner) || ts.isObjectLiteralExpression(inner)) return true;
  if (ts.isNewExpression(inner)) return isNewFresh(region, inner);
  if (ts.isConditionalExpression(inner)) return isMade(region, inner.whenTrue, named) && isMade(region, inner.whenFalse, named);
  if (ts.isCallExpression(inner)) return isCallFresh(region, inner, named);
  if (!ts.isIdentifier(inner) || !named) return false;
  const symbol = symbolOf(region.context, inner);
  if (!symbol) return false;
  if (region.visiting.has(symbol)) return true;
  region.visiting.add(symbol);
  const fresh = isVariableOwn(region, symbol);
  region.visiting.delete(symbol);
  return fresh;
}

function isVariableOwn(region: Region, symbol: ts.Symbol): boolean {
  if (region.writable.has(symbol)) return areWritesOwn(region, symbol);
  if (!isDeclaredIn(symbol, region.roots)) return false;
  const declaration = symbol.valueDeclaration;
  if (declaration && ts.isParameter(declaration)) return isAccumulator(region, declaration) && areWritesOwn(region, symbol);
  if (!declaration || !ts.isVariableDeclaration(declaration) || !declaration.initializer) return false;
  if (!isOwn(region, declaration.initializer)) return false;
  return (ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const) !== 0 || areWritesOwn(region, symbol);
}

/** A typed array over a buffer that is given shares its memory. */
function isNewFresh(region: Region, node: ts.NewExpression): boolean {
  const { context } = region;
  const callee = bare(node.expression);
  if (!ts.isIdentifier(callee) || !pureClasses.has(globalName(context, callee) ?? "")) return false;
  const [source] = node.arguments ?? [];
  if (!source || !callee.text.endsWith("Array") || callee.text === "Array") return true;
  const type = context.checker.getTypeAtLocation(source);
  return (type.flags & ts.TypeFlags.NumberLike) !== 0 || type.getProperty("length") !== undefined;
}

function isCallFresh(region: Region, node: ts.CallExpression, named: boolean): boolean {
  const { context } = region;
  const callee = bare(node.expression);
  const [first, second] = node.arguments;
  if (ts.isIdentifier(callee)) return globalName(context, callee) === "structuredClone";
  if (!ts.isPropertyAccessExpression(callee)) return false;
  const base = bare(callee.expression);
  const method = callee.name.text;
  const global = ts.isIdentifier(base) ? globalName(context, base) : undefined;
  if (global !== undefined)
    return isFreshStatic(global, method) || (global === "Object" && first !== undefined && isMade(region, first, named));
  const symbol = context.checker.getSymbolAtLocation(callee.name);
  const library = symbol && libraryType(context, symbol);
  if (!library) return false;
  if (givesFresh(library, method)) return true;
  // `fresh.sort()` is `fresh`.
  const returnsReceiver = ["sort", "reverse", "fill", "copyWithin", "set", "add"].includes(method);
  if (natureOfMethod(library, method) === "mutating" && returnsReceiver) return isMade(region, base, named);
  if (method !== "reduce" || !first || !second || !isMade(region, second, named)) return false;
  return resultsOf(first)?.every((result) => isOwn(region, result)) === true;
}

/** Every later value of a variable is new too. */
function areWritesOwn(region: Region, symbol: ts.Symbol): boolean {
  const isName = (node: ts.Expression) => ts.isIdentifier(node) && symbolOf(region.context, node) === symbol;
  const look = (node: ts.Node): boolean => {
    const left = writtenBy(node);
    if (left && targetsOf(left).places.some(isName)) {
      // Out of a pattern or a list may come anything.
      if (!ts.isBinaryExpression(node) || !isName(bare(left)) || !isOwn(region, node.right)) return false;
    }
    return !ts.forEachChild(node, (child) => !look(child) || undefined);
  };
  return region.roots.every(look);
}
