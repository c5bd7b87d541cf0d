// `await`: a step call's value. Values order steps, so awaiting adds nothing but the proof that somebody waits.
import type { ts } from "ts-morph";
import { report } from "../context.js";
import type { Frame } from "../frame.js";
import { brokenValue, type Value } from "../value.js";
import { lowerExpression } from "./index.js";

export function lowerAwait(frame: Frame, node: ts.AwaitExpression): Value {
  const value = awaited(frame, lowerExpression(frame, node.expression), node);
  frame.awaited = frame.order;
  return value;
}

/** The value that a promise gives. A list of promises is no promise. */
export function awaited(frame: Frame, value: Value, node: ts.Node): Value {
  if (!value.promise) return value;
  value.promise.token.awaited = true;
  if (value.promise.token.attempt !== frame.attempt) {
    report(frame.context, "promise-across-try", node, {});
    return brokenValue;
  }
  if (value.promise.list) {
    report(frame.context, "promise-not-awaited", node, { list: true });
    return brokenValue;
  }
  const { promise: _, ...rest } = value;
  return rest;
}

/** Marks a value as a promise (or a list of promises) that somebody must await. */
export function asPromise(frame: Frame, value: Value, node: ts.Node, list: boolean): Value {
  const token = { node, awaited: false, attempt: frame.attempt };
  frame.context.promises.push(token);
  return { ...value, promise: { token, list } };
}
