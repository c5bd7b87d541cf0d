// `Promise.all`: its members start together, so effects in them are not ordered among themselves.
import { ts } from "ts-morph";
import { report } from "../context.js";
import type { Frame } from "../frame.js";
import { lowerGlue } from "../glue/index.js";
import { type Order, orderUnited } from "../order.js";
import { brokenValue, listValue, type Value } from "../value.js";
import { assembleList, lowerElement } from "./array.js";
import { asPromise, awaited } from "./await.js";
import { bare } from "./bare.js";
import { lowerExpression } from "./index.js";

export function lowerPromiseAll(frame: Frame, node: ts.CallExpression): Value {
  const argument = node.arguments[0];
  if (!argument || node.arguments.length > 1) return lowerGlue(frame, node);
  const members = lowerMembers(frame, bare(argument));
  if (members.broken) return brokenValue;
  return asPromise(frame, members, node, false);
}

function lowerMembers(frame: Frame, argument: ts.Expression): Value {
  if (ts.isArrayLiteralExpression(argument)) {
    const lowered = inParallel(frame, argument.elements, (element) => lowerElement(frame, element));
    return assembleList(
      lowered.map((part) =>
        "values" in part
          ? { values: part.values.map((value) => awaited(frame, value, argument)) }
          : { spread: gathered(frame, part.spread, argument) },
      ),
    );
  }
  // Callbacks without steps may be async all the same: then they are plain JavaScript.
  if (ts.isCallExpression(argument) && isPlainCall(frame, argument)) return lowerGlue(frame, argument, undefined, true);
  return gathered(frame, lowerExpression(frame, argument), argument);
}

/** No step in it, but in the list that its method is called on. */
function isPlainCall(frame: Frame, node: ts.CallExpression): boolean {
  const { facts } = frame.context;
  if (!facts.hasSteps(node)) return true;
  const isFunction = (argument: ts.Expression) => ts.isArrowFunction(argument) || ts.isFunctionExpression(argument);
  return (
    ts.isPropertyAccessExpression(node.expression) &&
    node.arguments.length > 0 &&
    node.arguments.every((argument) => isFunction(bare(argument)) && !facts.hasSteps(argument))
  );
}

/** The values of a list of promises. */
function gathered(frame: Frame, value: Value, node: ts.Node): Value {
  if (value.broken || !value.promise) {
    return value.elements ? { ...value, ...listValue(value.elements.map((element) => awaited(frame, element, node))) } : value;
  }
  value.promise.token.awaited = true;
  if (value.promise.token.attempt !== frame.attempt) {
    report(frame.context, "promise-across-try", node, {});
    return brokenValue;
  }
  if (!value.promise.list) {
    report(frame.context, "promise-not-awaited", node, { list: false });
    return brokenValue;
  }
  const { promise: _, ...rest } = value;
  return rest;
}

/** Lowers members that all start from the order that stands now; what one awaits inside itself comes before the members after it. */
export function inParallel<Member, Result>(
  frame: Frame,
  members: readonly Member[],
  lower: (member: Member, index: number) => Result,
): Result[] {
  const start = frame.order;
  const outer = frame.awaited;
  const ends: Order[] = [];
  let begin = start;
  const results = members.map((member, index) => {
    frame.order = begin;
    frame.awaited = undefined;
    const result = lower(member, index);
    ends.push(frame.order);
    begin = frame.awaited ?? begin;
    return result;
  });
  frame.awaited = outer;
  frame.order = orderUnited(start, ends);
  return results;
}
