// Members that are read: of data, of a module, of JavaScript's global objects.
import { ts } from "ts-morph";
import type { Context } from "../context.js";
import { bare } from "../expressions/bare.js";
import { natureOfMethod } from "./builtins.js";
import { globalName, libraryType } from "./globals.js";
import { inspect } from "./inspect.js";
import { refusedMember, stackParameters } from "./members.js";
import { isOpaque } from "./opaque.js";
import { inspectGlobal, inspectModuleName, namespaceMember } from "./references.js";
import { find, type Region } from "./region.js";
import { inspectTexts } from "./text.js";

type Access = ts.PropertyAccessExpression | ts.ElementAccessExpression;

/** `base.member`, `base[key]`. */
export function inspectAccess(region: Region, node: Access): void {
  const { context } = region;
  const { checker } = context;
  const base = bare(node.expression);
  const member = ts.isPropertyAccessExpression(node) ? node.name.text : literalText(node.argumentExpression);
  const global = ts.isIdentifier(base) ? globalName(context, base) : undefined;
  if (global !== undefined) {
    inspectGlobal(region, node, global, member);
    return;
  }
  const type = checker.getTypeAtLocation(base);
  if (isOpaque(context, type)) {
    find(region, "value-opaque", base, { type: checker.typeToString(type) });
    return;
  }
  if (ts.isPropertyAccessExpression(node)) {
    const imported = namespaceMember(context, node);
    if (imported) {
      inspectModuleName(region, node, imported);
      return;
    }
  }
  if (inspectSpecial(region, node, member, type)) return;
  inspect(region, node.expression);
  if (!ts.isElementAccessExpression(node)) return;
  inspectTexts(region, node);
  inspect(region, node.argumentExpression);
}

/** Members that are more than data; true where one was noted. */
function inspectSpecial(region: Region, node: Access, member: string | undefined, type: ts.Type): boolean {
  const { context } = region;
  const symbol = context.checker.getSymbolAtLocation(ts.isPropertyAccessExpression(node) ? node.name : node.argumentExpression);
  const library = symbol && libraryType(context, symbol);
  const refused = refusedMember(context, node);
  if (refused?.code === "call-impure") find(region, "call-impure", node, stackParameters);
  else if (refused) find(region, "syntax-unsupported", node, { construct: `"${refused.name}"` });
  else if (symbol && symbol.flags & ts.SymbolFlags.Accessor && !isDeclared(symbol)) {
    find(region, "syntax-unsupported", node, { construct: "a getter or setter" });
  } else if (symbol && isExpando(symbol)) {
    find(region, "state-shared", node, { name: node.getText(), reason: "it is set on a function" });
  } else if (isFunctionsOwn(context, node, member, type)) {
    find(region, "call-impure", node, { name: `${node.expression.getText()}.${member ?? "…"}` });
  } else if (library && member && symbol.flags & ts.SymbolFlags.Method && natureOfMethod(library, member) !== "pure") {
    // As a value it may be called on anything.
    find(region, "call-unproven", node, { name: node.getText() });
  } else return false;
  return true;
}

const isDeclared = (symbol: ts.Symbol): boolean => symbol.declarations?.[0]?.getSourceFile().isDeclarationFile === true;

/** `next.count = 0` on a function `next`. */
const isExpando = (symbol: ts.Symbol): boolean =>
  symbol.valueDeclaration !== undefined &&
  (ts.isBinaryExpression(symbol.valueDeclaration) || ts.isPropertyAccessExpression(symbol.valueDeclaration));

/** The name, the source text, the properties of a function: compiling changes them. */
function isFunctionsOwn(context: Context, node: Access, member: string | undefined, type: ts.Type): boolean {
  if (type.getCallSignatures().length === 0) return false;
  const symbol = member === undefined ? undefined : context.checker.getPropertyOfType(type, member);
  return ts.isElementAccessExpression(node) || (symbol !== undefined && isDeclared(symbol));
}

function literalText(node: ts.Expression): string | undefined {
  const inner = bare(node);
  return ts.isStringLiteralLike(inner) || ts.isNumericLiteral(inner) ? inner.text : undefined;
}
