// Calls in glue: of methods and functions that are JavaScript's own and pure, or of the author's pure functions.
import { ts } from "ts-morph";
import type { Context } from "../context.js";
import { bare } from "../expressions/bare.js";
import { hasStatics, isPureStatic, pureClasses, pureFunctions } from "./builtins.js";
import { globalName } from "./globals.js";
import { inspect } from "./inspect.js";
import { inspectMember, inspectMethod } from "./methods.js";
import { inspectMutated } from "./mutation.js";
import { holdsOpaque, isOpaque } from "./opaque.js";
import { inspectGlobal } from "./references.js";
import { find, type Region } from "./region.js";
import { inspectText } from "./text.js";

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
    // What is called must be known as a function: out of an unknown value may come any.
    const type = region.context.checker.getTypeAtLocation(callee);
    if (type.flags & ts.TypeFlags.Any) find(region, "type-any", callee, { name: callee.text });
    else if (type.getCallSignatures().length === 0) find(region, "call-unproven", callee, { name: callee.text });
    return;
  }
  if (!pureFunctions.has(global)) {
    find(region, "call-impure", node, { name: global });
    return;
  }
  inspectContents(region, node);
  if (global === "String") for (const argument of node.arguments) inspectText(region, argument);
}

function inspectMethodCall(region: Region, node: ts.CallExpression, callee: ts.PropertyAccessExpression): void {
  const { context } = region;
  const { checker } = context;
  const base = bare(callee.expression);
  const global = ts.isIdentifier(base) ? globalName(context, base) : undefined;
  if (global !== undefined) {
    inspectStatic(region, node, callee, global);
    return;
  }
  const type = checker.getTypeAtLocation(base);
  if (isOpaque(context, type)) {
    find(region, "value-opaque", base, { type: checker.typeToString(type) });
    return;
  }
  const symbol = checker.getSymbolAtLocation(callee.name);
  if (!symbol) {
    inspect(region, base);
    find(region, "type-any", base, { name: base.getText() });
    return;
  }
  if (!inspectMethod(region, node, callee, symbol)) inspectMember(region, callee, symbol);
}

/** `Math.max(…)`: a function of a global object. */
function inspectStatic(region: Region, node: ts.CallExpression, callee: ts.PropertyAccessExpression, global: string): void {
  const method = callee.name.text;
  inspectGlobal(region, callee, global, method);
  if (global === "Object" && (method === "assign" || method === "freeze")) {
    const [target] = node.arguments;
    if (target) inspectMutated(region, target, target, `Object.${method}`);
  }
  if (hasStatics(global) && isPureStatic(global, method) && global !== "Array") inspectContents(region, node);
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
  if (global !== "Date") return;
  const [time, ...others] = node.arguments ?? [];
  if (!time || others.length > 0) find(region, "new-impure", node, { name: "Date" });
  else if (!saysZone(region.context, time)) find(region, "new-impure", node, { name: "Date", text: time.getText() });
}

/** A number or date; a text that says its time zone, or a date alone, which is UTC. */
function saysZone(context: Context, node: ts.Expression): boolean {
  const type = context.checker.getTypeAtLocation(node);
  const parts = type.isUnion() ? type.types : [type];
  if (parts.every((part) => (part.flags & (ts.TypeFlags.StringLike | ts.TypeFlags.Any | ts.TypeFlags.Unknown)) === 0))
    return true;
  const inner = bare(node);
  if (ts.isBinaryExpression(inner)) return saysZone(context, inner.right) && ts.isStringLiteralLike(bare(inner.right));
  if (ts.isTemplateExpression(inner)) return zone.test(inner.templateSpans.at(-1)?.literal.text ?? "");
  return ts.isStringLiteralLike(inner) && (zone.test(inner.text) || /^\d{4}(-\d\d){0,2}$/.test(inner.text));
}

const zone = /(Z|[+-]\d\d:\d\d)$/;
