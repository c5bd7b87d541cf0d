// Writing is allowed only to what was made in the same activation: then nobody else can see it change.
import { ts } from "ts-morph";
import { symbolOf } from "../context.js";
import { bare, isDeclaredIn } from "../expressions/bare.js";
import { givesFresh, isFreshStatic, natureOfMethod, pureClasses } from "./builtins.js";
import { globalName, libraryType } from "./globals.js";
import { inspect } from "./inspect.js";
import { find, type Region } from "./region.js";

/** An assignment, `++` or `delete` of `target`. */
export function inspectWrite(region: Region, target: ts.Expression, node: ts.Node, isValue: boolean): void {
  const inner = bare(target);
  if (isValue && region.inPipeline) {
    find(region, "assignment-in-expression", node, {});
    return;
  }
  if (ts.isArrayLiteralExpression(inner)) {
    for (const element of inner.elements)
      inspectWrite(region, ts.isSpreadElement(element) ? element.expression : element, node, false);
    return;
  }
  if (ts.isBinaryExpression(inner) && inner.operatorToken.kind === ts.SyntaxKind.EqualsToken) {
    inspectWrite(region, inner.left, node, false);
    return;
  }
  if (ts.isObjectLiteralExpression(inner)) {
    for (const property of inner.properties) {
      if (ts.isShorthandPropertyAssignment(property)) inspectWrite(region, property.name, node, false);
      else if (ts.isPropertyAssignment(property)) inspectWrite(region, property.initializer, node, false);
      else find(region, "syntax-unsupported", property, { construct: "a rest in an assignment" });
    }
    return;
  }
  if (ts.isIdentifier(inner)) {
    const symbol = symbolOf(region.context, inner);
    if (symbol && (isDeclaredIn(symbol, region.roots) || region.assigned.has(symbol))) return;
    const isOuter = symbol !== undefined && isDeclaredIn(symbol, region.context.inlining);
    if (isOuter) {
      find(region, "callback-assignment", node, { name: inner.text });
      return;
    }
    find(region, "state-shared", inner, { name: inner.text, reason: "it is assigned here" });
    return;
  }
  if (ts.isPropertyAccessExpression(inner) || ts.isElementAccessExpression(inner)) {
    if (ts.isElementAccessExpression(inner)) inspect(region, inner.argumentExpression);
    if (!isFresh(region, inner.expression)) find(region, "mutation-shared", node, { what: inner.expression.getText() });
    return;
  }
  find(region, "syntax-unsupported", node, { construct: "this assignment" });
}

/** `base.push(…)` and its kin. */
export function inspectMutatingCall(region: Region, base: ts.Expression, node: ts.Node, method: string): void {
  if (!isFresh(region, base)) find(region, "mutation-shared", node, { what: base.getText(), method });
}

/** True where the expression's value was made by this code and nothing older can be it. */
export function isFresh(region: Region, node: ts.Expression): boolean {
  const { context } = region;
  const inner = bare(node);
  if (ts.isArrayLiteralExpression(inner) || ts.isObjectLiteralExpression(inner)) return true;
  if (ts.isNewExpression(inner)) return ts.isIdentifier(inner.expression) && pureClasses.has(inner.expression.text);
  if (ts.isConditionalExpression(inner)) return isFresh(region, inner.whenTrue) && isFresh(region, inner.whenFalse);
  if (ts.isCallExpression(inner)) return isFreshCall(region, inner);
  if (!ts.isIdentifier(inner)) return false;
  const symbol = symbolOf(context, inner);
  if (!symbol) return false;
  if (region.visiting.has(symbol)) return true;
  region.visiting.add(symbol);
  const fresh = isFreshVariable(region, symbol);
  region.visiting.delete(symbol);
  return fresh;
}

function isFreshVariable(region: Region, symbol: ts.Symbol): boolean {
  if (region.writable.has(symbol)) return writesAreFresh(region, symbol);
  if (!isDeclaredIn(symbol, region.roots)) return false;
  const declaration = symbol.valueDeclaration;
  if (declaration && ts.isParameter(declaration)) return isAccumulator(region, declaration);
  if (!declaration || !ts.isVariableDeclaration(declaration) || !declaration.initializer) return false;
  if (!isFresh(region, declaration.initializer)) return false;
  return (ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const) !== 0 || writesAreFresh(region, symbol);
}

function isFreshCall(region: Region, node: ts.CallExpression): boolean {
  const { context } = region;
  const callee = bare(node.expression);
  if (ts.isIdentifier(callee)) return globalName(context, callee) === "structuredClone";
  if (!ts.isPropertyAccessExpression(callee)) return false;
  const base = bare(callee.expression);
  const method = callee.name.text;
  if (ts.isIdentifier(base)) {
    const global = globalName(context, base);
    if (global !== undefined)
      return (
        isFreshStatic(global, method) ||
        (global === "Object" && node.arguments[0] !== undefined && isFresh(region, node.arguments[0]))
      );
  }
  const symbol = context.checker.getSymbolAtLocation(callee.name);
  const library = symbol && libraryType(context, symbol);
  if (!library) return false;
  if (givesFresh(library, method)) return true;
  // `fresh.sort()` is `fresh`.
  const returnsReceiver = ["sort", "reverse", "fill", "copyWithin", "set", "add"].includes(method);
  if (natureOfMethod(library, method) === "mutating" && returnsReceiver) return isFresh(region, base);
  return (
    method === "reduce" && node.arguments.length === 2 && node.arguments[1] !== undefined && isFresh(region, node.arguments[1])
  );
}

/** Every later value of a variable is new too. */
function writesAreFresh(region: Region, symbol: ts.Symbol): boolean {
  let fresh = true;
  const look = (node: ts.Node): void => {
    if (ts.isBinaryExpression(node) && ts.isIdentifier(node.left) && symbolOf(region.context, node.left) === symbol) {
      const { kind } = node.operatorToken;
      if (kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment && !isFresh(region, node.right))
        fresh = false;
    }
    ts.forEachChild(node, look);
  };
  for (const root of region.roots) look(root);
  return fresh;
}

/** The accumulator of `reduce((into, x) => { …; return into; }, {})`: it is the fresh start value all along. */
function isAccumulator(region: Region, parameter: ts.ParameterDeclaration): boolean {
  const callback = parameter.parent;
  const call = callback.parent;
  if (!ts.isArrowFunction(callback) || callback.parameters[0] !== parameter || !ts.isIdentifier(parameter.name)) return false;
  if (!ts.isCallExpression(call) || call.arguments[0] !== callback || !ts.isPropertyAccessExpression(call.expression))
    return false;
  const start = call.arguments[1];
  if (!["reduce", "reduceRight"].includes(call.expression.name.text) || !start || !isFresh(region, start)) return false;
  const { name } = parameter;
  const returned: ts.Expression[] = [];
  const look = (node: ts.Node): void => {
    if (ts.isReturnStatement(node) && node.expression) returned.push(node.expression);
    if (!ts.isFunctionLike(node)) ts.forEachChild(node, look);
  };
  if (ts.isBlock(callback.body)) ts.forEachChild(callback.body, look);
  else returned.push(callback.body);
  const isName = (node: ts.Expression) => ts.isIdentifier(node) && node.text === name.text;
  return returned.every((node) => {
    const inner = bare(node);
    if (isName(inner)) return true;
    // `into.set(k, v)` and `into.add(v)` give the receiver back.
    return (
      ts.isCallExpression(inner) &&
      ts.isPropertyAccessExpression(inner.expression) &&
      ["set", "add"].includes(inner.expression.name.text) &&
      isName(bare(inner.expression.expression))
    );
  });
}
