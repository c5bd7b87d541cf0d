// `.map` and `Array.from`: unrolled over a known list, a fan-out over any other if the callback holds steps.
import { ts } from "ts-morph";
import type { StepDefinition } from "../../ir/index.js";
import { noteFailing } from "../attempt.js";
import { newVariable, report } from "../context.js";
import { append, emitCall, type Flow, type Frame, innerFrame, named, wrapped } from "../frame.js";
import { callFunction, type LocalFunction } from "../function.js";
import { orderBefore } from "../order.js";
import { checkOpaque } from "../purity/opaque.js";
import { brokenValue, constantValue, listValue, referenceTo, undefinedValue, type Value } from "../value.js";
import { isListType } from "./array.js";
import { asPromise } from "./await.js";
import { bare } from "./bare.js";
import { knownElements } from "./call.js";
import { lowerSettled, settled } from "./index.js";
import { fold, knownChain } from "./known.js";
import { inParallel } from "./promise-all.js";

/** The most rounds that a known list is unrolled to. */
export const unrollLimit = 200;

type Callback =
  | { readonly step: StepDefinition; readonly arity: number; readonly node: ts.Expression }
  | { readonly function: LocalFunction };

/** `base.map(callback)`; undefined where it is plain JavaScript. */
export function lowerMap(frame: Frame, node: ts.CallExpression, base: ts.Expression): Value | undefined {
  const { facts } = frame.context;
  const callback = callbackOf(frame, node.arguments[0]);
  if (!callback || !node.arguments[0] || node.arguments.length !== 1) return undefined;
  const steps = "step" in callback || facts.hasSteps(callback.function);
  const known = knownElements(frame, base);
  if (known && (steps || known.length <= unrollLimit)) return unroll(frame, node, known, callback);
  if (!steps) return undefined;
  if (checkOpaque(frame.context, frame.context.checker.getTypeAtLocation(base), base)) return brokenValue;
  if (!isListType(frame, base)) {
    report(frame.context, "step-in-callback", node, { method: "map" });
    return brokenValue;
  }
  return fanOut(frame, node, lowerSettled(frame, base), callback);
}

/** `Array.from(items, callback)` and `Array.from({ length: n }, callback)`; undefined where it is plain JavaScript. */
export function lowerArrayFrom(frame: Frame, node: ts.CallExpression): Value | undefined {
  const [source, second] = node.arguments;
  if (!source || node.arguments.length > 2) return undefined;
  const inner = bare(source);
  const callback = second && callbackOf(frame, second);
  if (second && !callback) return undefined;
  const steps = callback !== undefined && ("step" in callback || frame.context.facts.hasSteps(callback.function));
  const length = lengthOf(frame, inner);
  if (length !== undefined && (!callback || length > unrollLimit) && !steps) return undefined;
  const known =
    length === undefined
      ? knownElements(frame, inner)
      : length <= unrollLimit
        ? Array.from({ length }, () => undefinedValue)
        : undefined;
  if (known && callback && (steps || known.length <= unrollLimit)) return unroll(frame, node, known, callback);
  if (!steps || !callback) return undefined;
  if (checkOpaque(frame.context, frame.context.checker.getTypeAtLocation(inner), inner)) return brokenValue;
  const items = lowerSettled(frame, inner);
  if (items.broken) return brokenValue;
  return fanOut(frame, node, listed(frame, items, inner), callback);
}

function lengthOf(frame: Frame, node: ts.Expression): number | undefined {
  if (!ts.isObjectLiteralExpression(node) || node.properties.length !== 1) return undefined;
  const [property] = node.properties;
  if (!property || !ts.isPropertyAssignment(property) || property.name.getText() !== "length") return undefined;
  const length = fold(frame, property.initializer)?.value;
  return typeof length === "number" && Number.isInteger(length) && length >= 0 ? length : undefined;
}

/** Any iterable or array-like as a list. */
function listed(frame: Frame, value: Value, node: ts.Expression): Value {
  const length = value.fields?.get("length");
  if (length) return wrapped(frame, named(frame, length, node, "length"), (inner) => `Array.from({ length: ${inner} })`, node);
  return wrapped(frame, value, (inner) => `Array.from(${inner})`, node);
}

function callbackOf(frame: Frame, node: ts.Expression | undefined): Callback | undefined {
  if (!node) return undefined;
  const inner = bare(node);
  if (ts.isArrowFunction(inner) || ts.isFunctionExpression(inner)) return { function: inner };
  const local = knownChain(frame, inner)?.function;
  if (local) return { function: local };
  const step = frame.context.definitions.stepOf(inner);
  return step && { step, arity: arityOf(frame, inner), node: inner };
}

/** How many of item, index and list a step takes: what it does not declare it does not get, so that its key holds what it uses. */
function arityOf(frame: Frame, node: ts.Expression): number {
  const { checker } = frame.context;
  const [signature] = checker.getTypeAtLocation(node).getCallSignatures();
  const parameters = signature?.getParameters() ?? [];
  const last = parameters.at(-1)?.valueDeclaration;
  return last && ts.isParameter(last) && last.dotDotDotToken ? 3 : parameters.length;
}

function unroll(frame: Frame, node: ts.CallExpression, elements: readonly Value[], callback: Callback): Value {
  const list = listValue(elements);
  if (elements.length > unrollLimit) return fanOut(frame, node, list, callback);
  const results = inParallel(frame, elements, (element, index) =>
    callBack(frame, callback, node, [element, constantValue(index), list]),
  );
  return { ...listValue(results), fresh: true };
}

function callBack(frame: Frame, callback: Callback, node: ts.CallExpression, args: readonly Value[]): Value {
  if ("function" in callback) return callFunction(frame, callback.function, args, node);
  const list = settled(frame, listValue(args.slice(0, callback.arity)), node);
  if (list.broken) return brokenValue;
  const value = emitCall(
    frame,
    callback.step,
    list.expression,
    callback.node,
    callback.step.name.replace(/[^A-Za-z0-9_$]/g, "_"),
  );
  return asPromise(frame, value, node, false);
}

function fanOut(frame: Frame, node: ts.CallExpression, list: Value, callback: Callback): Value {
  const effect = "step" in callback ? callback.step.effect : frame.context.facts.hasEffects(callback.function);
  const out = emitMap(frame, {
    node,
    over: list,
    effect,
    flow: frame.flow,
    body: (inner, item, index, over) => awaitedResult(callBack(inner, callback, node, [item, index, over])),
  });
  return out ? asPromise(frame, out, node, true) : brokenValue;
}

export interface MapRequest {
  readonly node: ts.Node;
  readonly over: Value;
  readonly effect: boolean;
  readonly flow: Flow;
  /** Lowers one item; its value is the item's result. */
  readonly body: (frame: Frame, item: Value, index: Value, over: Value) => Value;
}

/** A fan-out over a list; its value is the list of results. Undefined where something was reported. */
export function emitMap(frame: Frame, request: MapRequest): Value | undefined {
  const { context } = frame;
  const { node, effect } = request;
  if (request.over.broken) return undefined;
  const over = named(frame, request.over, node, "items");
  const id = context.names.node("map");
  const after = orderBefore(frame.order, effect);
  noteFailing(frame, id);
  const inner = innerFrame(frame, effect, { ...request.flow, thrown: { flag: "thrown" } });
  inner.environment.set(inner.flow.thrown, constantValue(false));
  const item = newVariable(context, "item");
  const index = newVariable(context, "index");
  const result = request.body(inner, referenceTo(item), referenceTo(index), over);
  if (result.broken) return undefined;
  const out = newVariable(context, "gathered");
  const { expression } = result;
  append(
    frame,
    { kind: "map", id, after, over: over.expression, item, index, body: inner.nodes, result: expression, out },
    effect,
    node,
  );
  return referenceTo(out);
}

/** The items' promises are awaited by whoever awaits the list. */
function awaitedResult(value: Value): Value {
  if (!value.promise) return value;
  value.promise.token.awaited = true;
  const { promise: _, ...rest } = value;
  return rest;
}
