// Constructs that glue may not have at all.
import { ts } from "ts-morph";
import { symbolOf } from "../context.js";
import { bare } from "../expressions/bare.js";
import { globalName } from "./globals.js";
import { refusedMember } from "./members.js";
import type { Region } from "./region.js";

const K = ts.SyntaxKind;

const byKind: Partial<Record<ts.SyntaxKind, string>> = {
  [K.ThisKeyword]: '"this"',
  [K.SuperKeyword]: '"super"',
  [K.TaggedTemplateExpression]: "a tagged template",
  [K.YieldExpression]: '"yield"',
  [K.ClassExpression]: "a class",
  [K.ClassDeclaration]: "a class",
  [K.WithStatement]: '"with"',
  [K.LabeledStatement]: "a label",
  [K.GetAccessor]: "a getter or setter",
  [K.SetAccessor]: "a getter or setter",
  [K.DebuggerStatement]: '"debugger"',
  [K.VoidExpression]: '"void"',
};

/** The construct's name for people; undefined where it is allowed. */
export function refusedConstruct(region: Region, node: ts.Node): string | undefined {
  const named = byKind[node.kind];
  if (named) return named;
  if (ts.isMetaProperty(node)) return `"${node.getText()}"`;
  if (ts.isForInStatement(node) && region.inPipeline) return '"for…in"';
  if (ts.isForOfStatement(node) && node.awaitModifier) return '"for await"';
  if (ts.isAwaitExpression(node) && !region.synchronous) return '"await" of what is no step';
  if (ts.isExpressionWithTypeArguments(node) && region.inPipeline) return "type arguments without a call";
  if ((ts.isFunctionExpression(node) || ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node)) && node.asteriskToken)
    return "a generator";
  if (isAsync(node) && !isAwaitedCallback(region, node)) return "an async function that is no step";
  if (ts.isIdentifier(node) && node.text === "arguments" && !symbolOf(region.context, node)?.valueDeclaration)
    return '"arguments"';
  if (ts.isPropertyAssignment(node) || ts.isShorthandPropertyAssignment(node)) return refusedName(node.name);
  const member = ts.isBindingElement(node) ? refusedMember(region.context, node) : undefined;
  return member && `"${member.name}"`;
}

function refusedName(name: ts.PropertyName): string | undefined {
  return !ts.isComputedPropertyName(name) && name.text === "__proto__" ? '"__proto__"' : undefined;
}

function isAsync(node: ts.Node): boolean {
  const modifiers = ts.canHaveModifiers(node) ? ts.getModifiers(node) : undefined;
  return modifiers?.some((modifier) => modifier.kind === K.AsyncKeyword) === true;
}

/** The callback of the outermost `map` or `Array.from` in `Promise.all`: the only one that JavaScript waits for. */
function isAwaitedCallback(region: Region, node: ts.Node): boolean {
  if (!region.synchronous) return false;
  const call = node.parent;
  if (!ts.isCallExpression(call) || region.roots[0] !== call) return false;
  const callee = bare(call.expression);
  if (!ts.isPropertyAccessExpression(callee)) return false;
  const base = bare(callee.expression);
  const global = ts.isIdentifier(base) ? globalName(region.context, base) : undefined;
  return call.arguments[global === undefined ? 0 : 1] === node && callee.name.text === (global === "Array" ? "from" : "map");
}
