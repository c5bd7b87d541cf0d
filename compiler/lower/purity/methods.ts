// Calls of methods: of JavaScript's own objects by the table of what they do, of others by their source.
import { ts } from "ts-morph";
import { suggestionFor } from "../../diagnostics/suggest.js";
import { symbolOf } from "../context.js";
import { bare } from "../expressions/bare.js";
import { localeArgument, type MethodNature, namesOfMethods, natureOfMethod } from "./builtins.js";
import { inspectModuleFunction } from "./functions.js";
import { globalName, libraryTypes } from "./globals.js";
import { inspect } from "./inspect.js";
import { inspectMutated } from "./mutation.js";
import { inspectModuleName, namespaceMember } from "./references.js";
import { find, type Region } from "./region.js";
import { inspectText } from "./text.js";

/** A method that TypeScript's library declares; false where it is another. */
export function inspectMethod(
  region: Region,
  node: ts.CallExpression,
  callee: ts.PropertyAccessExpression,
  symbol: ts.Symbol,
): boolean {
  const types = libraryTypes(region.context, symbol);
  if (!types) return false;
  const base = bare(callee.expression);
  const method = callee.name.text;
  inspect(region, base);
  inspectTextsOf(region, node, base, method);
  for (const library of types) {
    const nature = natureOf(region, library, method, node);
    if (nature === "mutating") inspectMutated(region, base, callee, method);
    if (nature === "impure") {
      reportImpure(region, node, callee, library);
      break;
    }
  }
  return true;
}

function natureOf(region: Region, library: string, method: string, node: ts.CallExpression): MethodNature {
  const place = localeArgument(library, method);
  if (place === undefined) return natureOfMethod(library, method);
  const locale = node.arguments[place];
  const type = locale && region.context.checker.getTypeAtLocation(locale);
  return type && type.flags & ts.TypeFlags.StringLike ? "pure" : "impure";
}

function reportImpure(region: Region, node: ts.CallExpression, callee: ts.PropertyAccessExpression, library: string): void {
  const method = callee.name.text;
  const name = `${library}.${method}`;
  if (localeArgument(library, method) !== undefined) {
    find(region, "call-impure", node, { name, instead: 'Say the locale, as in "en".' });
    return;
  }
  const near = suggestionFor(method, namesOfMethods(library));
  find(region, "call-impure", node, { name, ...(near ? { near } : {}) });
}

/** Lists make texts of their elements where they are joined, or sorted without a comparison. */
function inspectTextsOf(region: Region, node: ts.CallExpression, base: ts.Expression, method: string): void {
  const sorts = (method === "sort" || method === "toSorted") && node.arguments.length === 0;
  if (sorts || method === "join" || method === "toString") {
    const { checker } = region.context;
    const type = checker.getTypeAtLocation(base);
    if (checker.isArrayType(type) || checker.isTupleType(type)) inspectText(region, base);
  }
  const makesText = node.arguments.map(bare).some((one) => ts.isIdentifier(one) && globalName(region.context, one) === "String");
  if (makesText) inspectText(region, base);
}

/** A function that is a property: of a namespace import, or of a module's constant object. */
export function inspectMember(region: Region, callee: ts.PropertyAccessExpression, symbol: ts.Symbol): void {
  const { context } = region;
  const imported = namespaceMember(context, callee);
  if (imported) {
    inspectModuleName(region, callee, imported);
    return;
  }
  const base = bare(callee.expression);
  const declaration = symbol.valueDeclaration;
  const owner = ts.isIdentifier(base) ? symbolOf(context, base)?.declarations?.[0] : undefined;
  const body = declaration && ts.isPropertyAssignment(declaration) ? bare(declaration.initializer) : undefined;
  if (owner && body && (ts.isArrowFunction(body) || ts.isFunctionExpression(body))) {
    const before = region.findings.length;
    inspect(region, base);
    // What holds the function must be known, or another may stand there.
    const isOwner = ts.isVariableDeclaration(owner) || ts.isImportSpecifier(owner) || ts.isImportClause(owner);
    if (isOwner) {
      if (region.findings.length === before && !region.roots.includes(body)) inspectModuleFunction(region, body, callee);
      return;
    }
  }
  find(region, "call-unproven", callee, { name: callee.getText() });
}
