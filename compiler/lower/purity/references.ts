// Names in glue: the code's own, the pipeline's, a module's constants and functions, or JavaScript's.
import { ts } from "ts-morph";
import { suggestionFor } from "../../diagnostics/suggest.js";
import { type Context, resolved, symbolOf } from "../context.js";
import { isCaughtName, isReadOfError } from "../errors.js";
import { bare, isDeclaredIn } from "../expressions/bare.js";
import { hasStatics, isPureStatic, membersOf, pureFunctions, pureValues } from "./builtins.js";
import { inspectLocalFunction, inspectModuleFunction } from "./functions.js";
import { isGlobalSymbol } from "./globals.js";
import { keepsPosition, positionKept } from "./patterns.js";
import { find, type Region } from "./region.js";
import { initializerOf, stateOf } from "./state.js";
import { isLibraryType } from "./text.js";

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
    else inspectPattern(region, node, symbol);
    return;
  }
  inspectModuleName(region, node, resolved(context, symbol));
}

/** A regular expression that the pipeline has named is another one in each process. */
function inspectPattern(region: Region, node: ts.Identifier, symbol: ts.Symbol): void {
  const { valueDeclaration } = symbol;
  const initializer = valueDeclaration && ts.isVariableDeclaration(valueDeclaration) ? valueDeclaration.initializer : undefined;
  if (isLibraryType(region.context, region.context.checker.getTypeAtLocation(node), "RegExp")) {
    if (!initializer || keepsPosition(region.context, initializer))
      find(region, "state-shared", node, { name: node.text, reason: positionKept });
  }
}

/** A name of a module's: its own or an imported one; `node` may also be the member of an imported namespace. */
export function inspectModuleName(region: Region, node: ts.Identifier | ts.PropertyAccessExpression, symbol: ts.Symbol): void {
  const { context } = region;
  if (context.definitions.stepOf(node)) {
    find(region, "step-reference", node, { name: node.getText() });
    return;
  }
  const declaration = symbol.declarations?.find(hasBody) ?? symbol.valueDeclaration ?? symbol.declarations?.[0];
  if (!declaration) return;
  if (symbol.flags & (ts.SymbolFlags.Enum | ts.SymbolFlags.EnumMember)) {
    for (const part of symbol.declarations ?? []) inspectModuleFunction(region, part, node);
    return;
  }
  if (ts.isFunctionDeclaration(declaration)) {
    inspectModuleFunction(region, declaration, node);
    return;
  }
  if ((ts.isVariableDeclaration(declaration) || ts.isBindingElement(declaration)) && isOfModule(declaration)) {
    inspectModuleVariable(region, node, declaration);
    return;
  }
  find(region, "call-unproven", node, { name: node.getText() });
}

/** Of an overloaded function: the one that runs. */
const hasBody = (node: ts.Declaration): boolean => ts.isFunctionDeclaration(node) && node.body !== undefined;

const isOfModule = (node: ts.VariableDeclaration | ts.BindingElement): boolean =>
  initializerOf(node) !== undefined && !node.getSourceFile().isDeclarationFile;

function inspectModuleVariable(
  region: Region,
  node: ts.Identifier | ts.PropertyAccessExpression,
  declaration: ts.VariableDeclaration | ts.BindingElement,
): void {
  const { context } = region;
  const state = stateOf(context, declaration);
  if (state) {
    find(region, "state-shared", node, { name: node.getText(), reason: state });
    return;
  }
  const initializer = initializerOf(declaration);
  if (!initializer) return;
  const whole = ts.isBindingElement(declaration) ? ts.walkUpBindingElementsAndPatterns(declaration) : initializer;
  inspectModuleFunction(region, whole, node);
}

/** The module's name that `namespace.name` denotes, where `namespace` is an imported one. */
export function namespaceMember(context: Context, node: ts.PropertyAccessExpression): ts.Symbol | undefined {
  const base = bare(node.expression);
  const namespace = ts.isIdentifier(base) ? symbolOf(context, base) : undefined;
  if (!namespace?.declarations?.some(ts.isNamespaceImport)) return undefined;
  const symbol = context.checker.getSymbolAtLocation(node.name);
  return symbol && resolved(context, symbol);
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
