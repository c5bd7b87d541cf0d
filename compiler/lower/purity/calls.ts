// Calls in glue: of methods and functions that are JavaScript's own and pure, or of the author's pure functions.
import { ts } from "ts-morph";
import { suggestionFor } from "../../diagnostics/suggest.js";
import { symbolOf } from "../context.js";
import { bare } from "../expressions/bare.js";
import { hasStatics, isPureStatic, namesOfMethods, natureOfMethod, pureClasses, pureFunctions } from "./builtins.js";
import { globalName, libraryType } from "./globals.js";
import { inspect } from "./inspect.js";
import { inspectMutatingCall, isFresh } from "./mutation.js";
import { holdsOpaque, isOpaque } from "./opaque.js";
import { inspectGlobal } from "./references.js";
import { find, type Region } from "./region.js";

export function inspectCall(region: Region, node: ts.CallExpression): void {
  const callee = bare(node.expression);
  for (const argument of node.arguments) inspect(region, argument);
  if (region.context.definitions.stepOf(callee)) {
    find(region, "step-reference", callee, { name: callee.getText() });
    return;
  }
  if (ts.isIdentifier(callee)) {
    inspectFunctionCall(region, node, callee);
    return;
  }
  if (ts.isPropertyAccessExpression(callee)) {
    inspectMethodCall(region, node, callee);
    return;
  }
  if (ts.isArrowFunction(callee) || ts.isFunctionExpression(callee)) {
    inspect(region, callee);
    return;
  }
  find(region, "call-unproven", node, { name: callee.getText() });
}

function inspectFunctionCall(region: Region, node: ts.CallExpression, callee: ts.Identifier): void {
  const global = globalName(region.context, callee);
  if (global === undefined) {
    inspect(region, callee);
    return;
  }
  if (!pureFunctions.has(global)) {
    find(region, "call-impure", node, { name: global });
    return;
  }
  inspectContents(region, node);
}

function inspectMethodCall(region: Region, node: ts.CallExpression, callee: ts.PropertyAccessExpression): void {
  const { context } = region;
  const { checker } = context;
  const base = bare(callee.expression);
  const method = callee.name.text;
  if (ts.isIdentifier(base)) {
    const global = globalName(context, base);
    if (global !== undefined) {
      inspectGlobal(region, callee, global, method);
      if (global === "Object" && (method === "assign" || method === "freeze")) {
        const [target] = node.arguments;
        if (target && !isFresh(region, target))
          find(region, "mutation-shared", target, { what: target.getText(), method: `Object.${method}` });
      }
      if (hasStatics(global) && isPureStatic(global, method) && global !== "Array") inspectContents(region, node);
      return;
    }
  }
  const symbol = checker.getSymbolAtLocation(callee.name);
  const type = checker.getTypeAtLocation(base);
  if (isOpaque(context, type)) {
    find(region, "value-opaque", base, { type: checker.typeToString(type) });
    return;
  }
  if (!symbol) {
    inspect(region, base);
    find(region, "type-any", base, { name: base.getText() });
    return;
  }
  const library = libraryType(context, symbol);
  if (library === undefined) {
    inspectMember(region, node, callee, symbol);
    return;
  }
  inspect(region, base);
  const nature = natureOfMethod(library, method);
  if (nature === "mutating") {
    inspectMutatingCall(region, base, callee, method);
    return;
  }
  if (nature === "impure" && !(method.startsWith("toLocale") && node.arguments.length > 0 && library !== "Date")) {
    const near = suggestionFor(method, namesOfMethods(library));
    find(region, "call-impure", node, { name: `${library}.${method}`, ...(near ? { near } : {}) });
  }
}

/** A function that is a property: of a namespace import, or of a module's constant object. */
function inspectMember(region: Region, node: ts.CallExpression, callee: ts.PropertyAccessExpression, symbol: ts.Symbol): void {
  const { context } = region;
  const target = symbol.flags & ts.SymbolFlags.Alias ? context.checker.getAliasedSymbol(symbol) : symbol;
  const declaration = target.valueDeclaration;
  const base = bare(callee.expression);
  if (declaration && ts.isIdentifier(base)) {
    const baseSymbol = symbolOf(context, base);
    const isModule =
      baseSymbol?.declarations?.some((part) => ts.isNamespaceImport(part) || ts.isVariableDeclaration(part)) === true;
    const body =
      ts.isVariableDeclaration(declaration) || ts.isPropertyAssignment(declaration) ? declaration.initializer : declaration;
    const inner = body && ts.isExpression(body) ? bare(body) : body;
    if (
      isModule &&
      inner &&
      (ts.isFunctionDeclaration(inner) || ts.isArrowFunction(inner) || ts.isFunctionExpression(inner)) &&
      !inner.getSourceFile().isDeclarationFile
    ) {
      const deeper: Region = { ...region, roots: [...region.roots, inner] };
      inspect(deeper, inner);
      return;
    }
  }
  find(region, "call-unproven", node, { name: callee.getText() });
}

/** Functions that read their arguments through: text, JSON, keys. */
function inspectContents(region: Region, node: ts.CallExpression): void {
  const { context } = region;
  for (const argument of node.arguments) {
    const type = context.checker.getTypeAtLocation(argument);
    const isBoolean = ts.isIdentifier(node.expression) && node.expression.text === "Boolean";
    const movesOnly = /^Object\.(values|entries|fromEntries|keys|assign|freeze)$/.test(node.expression.getText());
    if (movesOnly ? isOpaque(context, type) : !isBoolean && holdsOpaque(context, type)) {
      find(region, "value-opaque", argument, { type: context.checker.typeToString(type) });
    }
  }
}

export function inspectNew(region: Region, node: ts.NewExpression): void {
  for (const argument of node.arguments ?? []) inspect(region, argument);
  const callee = bare(node.expression);
  const global = ts.isIdentifier(callee) ? globalName(region.context, callee) : undefined;
  if (global === undefined || !pureClasses.has(global)) {
    find(region, "new-impure", node, { name: callee.getText() });
    return;
  }
  if (global === "Date" && node.arguments?.length !== 1) find(region, "new-impure", node, { name: "Date" });
}
