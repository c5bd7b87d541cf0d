// Calls: of steps, of Promise.all, of methods over known lists; every other call is glue, or refused by its proof of purity.
import { ts } from "ts-morph";
import { report } from "../context.js";
import type { Frame } from "../frame.js";
import { lowerGlue } from "../glue/index.js";
import { isGlobal } from "../purity/globals.js";
import { brokenValue, constantValue, listValue, type Value } from "../value.js";
import { bare } from "./bare.js";
import { lowerExpression } from "./index.js";
import { helperOf, lowerHelperCall, lowerPipelineCall } from "./inline.js";
import { knownChain } from "./known.js";
import { lowerArrayFrom, lowerMap } from "./map.js";
import { lowerPromiseAll } from "./promise-all.js";
import { lowerStepCall } from "./step-call.js";

export function lowerCall(frame: Frame, node: ts.CallExpression): Value {
  const { context } = frame;
  const callee = bare(node.expression);
  const step = context.definitions.stepOf(callee);
  if (step) return lowerStepCall(frame, node, step);
  const pipeline = context.definitions.pipelineOf(callee);
  if (pipeline) return lowerPipelineCall(frame, node, pipeline);
  const helper = helperOf(frame, callee);
  if (helper) return lowerHelperCall(frame, node, helper);
  if (!ts.isPropertyAccessExpression(callee)) return lowerGlue(frame, node);
  const method = callee.name.text;
  if (isGlobal(context, callee.expression, "Promise")) {
    if (method === "all") return lowerPromiseAll(frame, node);
    report(context, "promise-combinator", node, { name: method });
    return brokenValue;
  }
  if (isPromiseMethod(frame, callee)) {
    markAwaited(frame, callee.expression);
    report(context, "promise-method", node, { name: method });
    return brokenValue;
  }
  const arrayFrom = method === "from" && isGlobal(context, callee.expression, "Array");
  const lowered = arrayFrom
    ? lowerArrayFrom(frame, node)
    : method === "map"
      ? lowerMap(frame, node, callee.expression)
      : lowerKnownMethod(frame, node, callee.expression, method);
  return lowered ?? lowerGlue(frame, node);
}

/** `.entries()` and its kin over what is known stay known. */
function lowerKnownMethod(frame: Frame, node: ts.CallExpression, base: ts.Expression, method: string): Value | undefined {
  if (method !== "entries" && method !== "keys" && method !== "values") return undefined;
  const { context } = frame;
  if (isGlobal(context, base, "Object") && node.arguments[0]) {
    const fields = knownFields(frame, node.arguments[0]);
    if (!fields) return undefined;
    if (method === "keys") return listValue([...fields.keys()].map(constantValue));
    if (method === "values") return listValue([...fields.values()]);
    return listValue([...fields].map(([key, value]) => listValue([constantValue(key), value])));
  }
  if (node.arguments.length > 0) return undefined;
  const elements = knownElements(frame, base);
  if (!elements) return undefined;
  if (method === "values") return listValue(elements);
  return listValue(
    elements.map((element, index) => (method === "keys" ? constantValue(index) : listValue([constantValue(index), element]))),
  );
}

/** The fields of an object that is known without emitting anything, or that is written on the spot. */
function knownFields(frame: Frame, node: ts.Expression): ReadonlyMap<string, Value> | undefined {
  const inner = bare(node);
  if (!ts.isObjectLiteralExpression(inner)) return knownChain(frame, inner)?.fields;
  const isSimple = inner.properties.every(
    (property) => !ts.isSpreadAssignment(property) && property.name && ts.isIdentifier(property.name),
  );
  return isSimple ? lowerExpression(frame, inner).fields : undefined;
}

/** The elements of a list that is known without emitting anything, or that is written on the spot. */
export function knownElements(frame: Frame, node: ts.Expression): readonly Value[] | undefined {
  const inner = bare(node);
  if (ts.isArrayLiteralExpression(inner)) return isClosed(frame, inner) ? lowerExpression(frame, inner).elements : undefined;
  if (ts.isCallExpression(inner) && ts.isPropertyAccessExpression(inner.expression)) {
    const method = inner.expression.name.text;
    const base = inner.expression.expression;
    if (["entries", "keys", "values"].includes(method)) return lowerKnownMethod(frame, inner, base, method)?.elements;
  }
  const known = knownChain(frame, inner);
  if (known) return known.elements;
  return ts.isIdentifier(inner) || ts.isPropertyAccessExpression(inner) ? constantElements(frame, inner) : undefined;
}

/** A literal whose length is known; others are lowered once, by whoever asked. */
function isClosed(frame: Frame, node: ts.ArrayLiteralExpression): boolean {
  return node.elements.every((element) => {
    if (ts.isOmittedExpression(element)) return false;
    if (!ts.isSpreadElement(element)) return true;
    const inner = bare(element.expression);
    return ts.isArrayLiteralExpression(inner) ? isClosed(frame, inner) : knownChain(frame, inner)?.elements !== undefined;
  });
}

function constantElements(frame: Frame, node: ts.Expression): readonly Value[] | undefined {
  const value = lowerConstant(frame, node);
  return value?.elements;
}

/** A module's constant; its proof that it is never changed is made where it is used. */
function lowerConstant(frame: Frame, node: ts.Expression): Value | undefined {
  const constant = frame.context.definitions.constantOf(node);
  if (constant === undefined || constant.value === null || typeof constant.value !== "object") return undefined;
  return lowerExpression(frame, node);
}

function isPromiseMethod(frame: Frame, callee: ts.PropertyAccessExpression): boolean {
  if (!["then", "catch", "finally"].includes(callee.name.text)) return false;
  return frame.context.checker.getTypeAtLocation(callee.expression).getProperty("then") !== undefined;
}

/** What has been refused already is not also said to be awaited by nobody. */
function markAwaited(frame: Frame, node: ts.Expression): void {
  const before = frame.context.diagnostics.length;
  const value = lowerExpression(frame, node);
  if (value.promise && frame.context.diagnostics.length === before) value.promise.token.awaited = true;
}
