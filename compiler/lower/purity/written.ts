// Whether some code of the program writes to what a module's constant holds, also through other names: the content flows from
// name to name, into parts, parameters and results, and each place that it reaches is looked at once.
import { ts } from "ts-morph";
import { type Context, resolved, symbolOf } from "../context.js";
import { bare } from "../expressions/bare.js";
import { givesFresh, natureOfMethod } from "./builtins.js";
import { globalName, libraryType } from "./globals.js";
import { targetsOf, writtenBy } from "./targets.js";
import { functionOf, referencesOf } from "./uses.js";

interface Search {
  readonly context: Context;
  /** What has been reached, and whether only as a copy. */
  readonly seen: Map<ts.Node | ts.Symbol, boolean>;
}

/** False where the same has been looked at before. */
function enter(search: Search, place: ts.Node | ts.Symbol, copied: boolean): boolean {
  const before = search.seen.get(place);
  if (before === false || before === copied) return false;
  search.seen.set(place, copied);
  return true;
}

/** True where the content of the module's constant is written to. */
export function isWritten(context: Context, name: ts.Identifier): boolean {
  const symbol = symbolOf(context, name);
  if (symbol === undefined || isPrimitive(context, name)) return false;
  return isNameWritten({ context, seen: new Map() }, resolved(context, symbol), false);
}

/** `copied`: the name's own value is new, and only its parts are the constant's. */
function isNameWritten(search: Search, symbol: ts.Symbol, copied: boolean): boolean {
  if (!enter(search, symbol, copied)) return false;
  return referencesOf(search.context, symbol).some((node) => isReached(search, node, copied));
}

/** The value of `node` is written to, there or where it goes from there. */
function isReached(search: Search, node: ts.Expression, copied: boolean): boolean {
  if (isPrimitive(search.context, node) || !enter(search, node, copied)) return false;
  const { parent } = node;
  if (ts.isExpression(parent) && bare(parent) !== parent) return isReached(search, parent, copied);
  if (ts.isPropertyAccessExpression(parent) || ts.isElementAccessExpression(parent))
    return parent.expression === node && isMemberReached(search, parent, copied);
  if (ts.isVariableDeclaration(parent)) return parent.initializer === node && isBindingReached(search, parent.name, copied);
  if (ts.isForOfStatement(parent)) return parent.expression === node && isItemReached(search, parent);
  if (ts.isCallExpression(parent)) return isArgumentReached(search, parent, node, copied);
  if (ts.isReturnStatement(parent) || (ts.isArrowFunction(parent) && parent.body === node))
    return isResultReached(search, parent, copied);
  if (ts.isBinaryExpression(parent)) return isOperandReached(search, parent, node, copied);
  if (ts.isConditionalExpression(parent)) return parent.condition !== node && isReached(search, parent, copied);
  if (ts.isPropertyAssignment(parent) || ts.isShorthandPropertyAssignment(parent) || ts.isSpreadAssignment(parent))
    return isReached(search, parent.parent, true);
  if (ts.isSpreadElement(parent) && ts.isArrayLiteralExpression(parent.parent)) return isReached(search, parent.parent, true);
  return ts.isArrayLiteralExpression(parent) && isReached(search, parent, true);
}

function isMemberReached(
  search: Search,
  node: ts.PropertyAccessExpression | ts.ElementAccessExpression,
  copied: boolean,
): boolean {
  const { context } = search;
  if (!copied && isTarget(node)) return true;
  const call = node.parent;
  if (!ts.isCallExpression(call) || call.expression !== node) return isReached(search, node, false);
  if (!ts.isPropertyAccessExpression(node)) return false;
  const symbol = context.checker.getSymbolAtLocation(node.name);
  const library = symbol && libraryType(context, symbol);
  if (!library) return false;
  const method = node.name.text;
  if (natureOfMethod(library, method) === "mutating") return !copied || isReached(search, call, copied);
  for (const argument of call.arguments) {
    const callback = functionOf(context, argument);
    if (callback?.parameters.some((parameter) => isBindingReached(search, parameter.name, false))) return true;
  }
  return isReached(search, call, givesFresh(library, method));
}

/** The member is what an assignment writes to. */
function isTarget(node: ts.Expression): boolean {
  const writer = ts.findAncestor(node, (outer) => writtenBy(outer) !== undefined || ts.isStatement(outer));
  const left = writer && writtenBy(writer);
  return left !== undefined && targetsOf(left).places.includes(bare(node));
}

function isBindingReached(search: Search, name: ts.BindingName, copied: boolean): boolean {
  if (!ts.isIdentifier(name))
    return name.elements.some((element) => ts.isBindingElement(element) && isBindingReached(search, element.name, false));
  const symbol = symbolOf(search.context, name);
  return symbol !== undefined && isNameWritten(search, symbol, copied);
}

function isItemReached(search: Search, loop: ts.ForOfStatement): boolean {
  if (!ts.isVariableDeclarationList(loop.initializer)) return true;
  return loop.initializer.declarations.some((declaration) => isBindingReached(search, declaration.name, false));
}

const writers = new Set(["assign", "defineProperty", "defineProperties", "setPrototypeOf", "set", "deleteProperty", "freeze"]);

function isArgumentReached(search: Search, call: ts.CallExpression, node: ts.Expression, copied: boolean): boolean {
  const { context } = search;
  const index = call.arguments.indexOf(node);
  if (index < 0) return false;
  const callee = bare(call.expression);
  if (ts.isPropertyAccessExpression(callee) && ts.isIdentifier(callee.expression)) {
    const global = globalName(context, callee.expression);
    if (global === "Object" || global === "Reflect") {
      if (index === 0 && writers.has(callee.name.text)) return !copied;
      return isReached(search, call, true);
    }
  }
  const parameter = functionOf(context, callee)?.parameters[index];
  return parameter !== undefined && isBindingReached(search, parameter.name, copied);
}

/** Calls of the function that gives it back. */
function isResultReached(search: Search, node: ts.Node, copied: boolean): boolean {
  const { context } = search;
  const from = ts.isArrowFunction(node) ? node : ts.findAncestor(node, ts.isFunctionLike);
  const name = from && (ts.isVariableDeclaration(from.parent) ? from.parent.name : from.name);
  const symbol = name && ts.isIdentifier(name) ? symbolOf(context, name) : undefined;
  if (!symbol || !enter(search, symbol, copied)) return false;
  return referencesOf(context, symbol).some(
    (node) => ts.isCallExpression(node.parent) && node.parent.expression === node && isReached(search, node.parent, copied),
  );
}

function isOperandReached(search: Search, parent: ts.BinaryExpression, node: ts.Expression, copied: boolean): boolean {
  const { kind } = parent.operatorToken;
  if (kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment) {
    const target = bare(parent.left);
    if (parent.right !== node) return false;
    if (!ts.isIdentifier(target)) return targetsOf(target).places.some(ts.isIdentifier);
    return isBindingReached(search, target, copied);
  }
  const passes = [ts.SyntaxKind.BarBarToken, ts.SyntaxKind.QuestionQuestionToken, ts.SyntaxKind.AmpersandAmpersandToken];
  return passes.includes(kind as never) && isReached(search, parent, copied);
}

function isPrimitive(context: Context, node: ts.Expression): boolean {
  const type = context.checker.getTypeAtLocation(node);
  const flags = ts.TypeFlags.StringLike | ts.TypeFlags.NumberLike | ts.TypeFlags.BooleanLike | ts.TypeFlags.BigIntLike;
  const nothing = ts.TypeFlags.Null | ts.TypeFlags.Undefined | ts.TypeFlags.Void;
  return (type.isUnion() ? type.types : [type]).every((part) => (part.flags & (flags | nothing)) !== 0);
}
