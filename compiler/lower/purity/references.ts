// Names in glue: the code's own, the pipeline's, a module's constants and functions, or JavaScript's.
import { ts } from "ts-morph";
import { suggestionFor } from "../../diagnostics/suggest.js";
import { resolved, symbolOf } from "../context.js";
import { isCaughtName, isReadOfError } from "../errors.js";
import { bare, isDeclaredIn } from "../expressions/bare.js";
import { hasStatics, isPureStatic, membersOf, pureFunctions, pureValues } from "./builtins.js";
import { inspectLocalFunction, inspectModuleFunction } from "./functions.js";
import { isGlobalSymbol } from "./globals.js";
import { find, type Region } from "./region.js";
import { stateOf } from "./state.js";

/** A name that is read. */
export function inspectReference(region: Region, node: ts.Identifier): void {
  const { context } = region;
  const symbol = symbolOf(context, node);
  if (!symbol || isGlobalSymbol(symbol)) {
    // Of a name that nothing declares TypeScript has said what there is to say.
    if (symbol && !pureValues.has(symbol.name) && !pureFunctions.has(symbol.name))
      find(region, "call-impure", node, { name: node.text });
    return;
  }
  if (region.isError(symbol) || isCaughtName(context, node)) {
    if (!isReadOfError(context, node)) find(region, "error-not-data", node, {});
    return;
  }
  if (isDeclaredIn(symbol, region.roots)) return;
  if (isDeclaredIn(symbol, context.inlining)) {
    const local = region.local(symbol);
    if (local) inspectLocalFunction(region, local, node);
    return;
  }
  inspectModuleName(region, node, resolved(context, symbol));
}

/** A name of a module's: its own or an imported one. */
export function inspectModuleName(region: Region, node: ts.Identifier, symbol: ts.Symbol): void {
  const { context } = region;
  if (context.definitions.stepOf(node)) {
    find(region, "step-reference", node, { name: node.text });
    return;
  }
  const declaration = symbol.valueDeclaration ?? symbol.declarations?.[0];
  if (!declaration) return;
  if (symbol.flags & ts.SymbolFlags.Enum || symbol.flags & ts.SymbolFlags.EnumMember) return;
  if (ts.isFunctionDeclaration(declaration)) {
    inspectModuleFunction(region, declaration, node);
    return;
  }
  if (ts.isVariableDeclaration(declaration)) {
    if (declaration.getSourceFile().isDeclarationFile) {
      find(region, "call-unproven", node, { name: node.text });
      return;
    }
    const initializer = declaration.initializer && bare(declaration.initializer);
    const state = stateOf(context, declaration);
    if (state) {
      find(region, "state-shared", node, { name: node.text, reason: state });
      return;
    }
    if (initializer && (ts.isArrowFunction(initializer) || ts.isFunctionExpression(initializer))) {
      inspectModuleFunction(region, initializer, node);
      return;
    }
    if (initializer && context.definitions.constantOf(node) === undefined) inspectModuleFunction(region, initializer, node);
    return;
  }
  if (ts.isBindingElement(declaration) || ts.isParameter(declaration)) return;
  find(region, "call-unproven", node, { name: node.text });
}

/** `Math.max`: a member of a global object. Handing such a function on counts like calling it. */
export function inspectGlobal(
  region: Region,
  node: ts.PropertyAccessExpression | ts.ElementAccessExpression,
  object: string,
  member: string | undefined,
): void {
  if (member !== undefined && isPureStatic(object, member)) return;
  const name = `${object}.${member ?? "…"}`;
  const near = member !== undefined && hasStatics(object) ? suggestionFor(member, membersOf(object)) : undefined;
  find(region, "call-impure", node, { name, ...(near ? { near: `${object}.${near}` } : {}) });
}
