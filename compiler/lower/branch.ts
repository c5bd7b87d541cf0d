// A branch of the program: both sides lowered to blocks of their own, and one value after it for each variable that differs.
import type { ts } from "ts-morph";
import type { Expression, Join } from "../../runtime/contract/index.js";
import { noteFailing } from "./attempt.js";
import { newVariable } from "./context.js";
import { nameOf, type Variable } from "./environment.js";
import { isConstant, isThrown } from "./exits.js";
import { append, emitLet, type Flow, type Frame, innerFrame, mayThrow } from "./frame.js";
import { orderBefore } from "./order.js";
import { markThrowing } from "./throwing.js";
import {
  constantValue,
  isPlain,
  listValue,
  objectValue,
  referenceTo,
  sameExpression,
  undefinedValue,
  type Value,
} from "./value.js";

export interface BranchRequest {
  readonly condition: Expression;
  /** An effect may be on either side. */
  readonly effect: boolean;
  readonly source: ts.Node;
  readonly flow?: Flow;
  /** Lower the sides; what they return is joined too, and is the branch's value. */
  readonly whenTrue: (frame: Frame) => Value | undefined;
  readonly whenFalse: (frame: Frame) => Value | undefined;
  /** Goes on in either side once both are known. */
  readonly finish?: (then: Frame, otherwise: Frame) => void;
  /** The name of the branch's value. */
  readonly name?: string;
}

type AddJoin = (then: Expression, otherwise: Expression, name: string) => Value;

/** Lowers a branch into `frame`. */
export function lowerBranch(frame: Frame, request: BranchRequest): Value | undefined {
  const { context } = frame;
  const id = context.names.node("if");
  const after = orderBefore(frame.order, request.effect);
  if (mayThrow(request.condition)) noteFailing(frame, id);
  const then = innerFrame(frame, request.effect, request.flow);
  const otherwise = innerFrame(frame, request.effect, request.flow);
  const thenValue = request.whenTrue(then);
  const otherwiseValue = request.whenFalse(otherwise);
  request.finish?.(then, otherwise);

  const { joins, addJoin } = joinSides(frame, then, otherwise);
  const value = thenValue && otherwiseValue ? joinResults(thenValue, otherwiseValue) : undefined;
  function joinResults(a: Value, b: Value): Value {
    const name = request.name ?? "value";
    if (isThrown(then)) return liftValue(b, name, (one, at) => addJoin(undefinedValue.expression, one, at));
    if (isThrown(otherwise)) return liftValue(a, name, (one, at) => addJoin(one, undefinedValue.expression, at));
    return joinValues(a, b, name, addJoin);
  }

  if (then.nodes.length + otherwise.nodes.length + joins.length > 0) {
    const node = {
      kind: "if",
      id,
      after,
      condition: request.condition,
      // biome-ignore lint/suspicious/noThenProperty: the contract's word; never awaited
      then: then.nodes,
      otherwise: otherwise.nodes,
      joins,
    } as const;
    append(frame, node, request.effect, request.source);
    markThrowing(frame, [node]);
  } else if (!isPlain(request.condition) && mayThrow(request.condition)) {
    emitLet(frame, request.condition, request.source, "condition", true);
  }
  return value;
}

/** Sets each variable that a side has changed to its value after both; more joins may be added. */
export function joinSides(
  frame: Frame,
  then: Frame,
  otherwise: Frame,
): { readonly joins: readonly Join[]; readonly addJoin: AddJoin } {
  const joins: Join[] = [];
  const addJoin: AddJoin = (thenSide, otherwiseSide, name) => {
    const out = newVariable(frame.context, name);
    // biome-ignore lint/suspicious/noThenProperty: the contract's word; never awaited
    joins.push({ out, then: thenSide, otherwise: otherwiseSide });
    return referenceTo(out);
  };
  for (const variable of new Set([...then.environment.changes.keys(), ...otherwise.environment.changes.keys()])) {
    const before = frame.environment.get(variable);
    if (!before) continue; // It lives in one side only.
    const joined = joinVariable(variable, before, then, otherwise, addJoin);
    if (joined !== before) frame.environment.set(variable, joined);
  }
  return { joins, addJoin };
}

/** The value of a variable after two sides. A side that surely threw has no value: the other's counts. */
function joinVariable(variable: Variable, before: Value, then: Frame, otherwise: Frame, addJoin: AddJoin): Value {
  const a = then.environment.changes.get(variable) ?? before;
  const b = otherwise.environment.changes.get(variable) ?? before;
  const name = nameOf(variable);
  if (variable !== then.flow.thrown || variable !== otherwise.flow.thrown) {
    if (isThrown(then))
      return b === before ? b : liftValue(b, name, (value, at) => addJoin(undefinedValue.expression, value, at));
    if (isThrown(otherwise))
      return a === before ? a : liftValue(a, name, (value, at) => addJoin(value, undefinedValue.expression, at));
  }
  if (!("flag" in variable) && !then.flow.finally) {
    // After a return nothing of the side is read any more, but what it returned.
    if (isConstant(then.environment.get(then.flow.returned), true)) {
      return b === before ? b : liftValue(b, variable.name, (value, name) => addJoin(undefinedValue.expression, value, name));
    }
    if (isConstant(otherwise.environment.get(otherwise.flow.returned), true)) {
      return a === before ? a : liftValue(a, variable.name, (value, name) => addJoin(value, undefinedValue.expression, name));
    }
  }
  return joinValues(a, b, name, addJoin);
}

/** A value of one side, as the block around it can read it: part by part, where its parts are known. */
function liftValue(value: Value, name: string, lift: (expression: Expression, name: string) => Value): Value {
  if (value.constant || value.broken || value.function || value.expression.kind === "undefined") return value;
  const more = { ...(value.fresh ? { fresh: true } : {}), ...(value.promise ? { promise: value.promise } : {}) };
  if (value.elements) return { ...listValue(value.elements.map((element) => liftValue(element, name, lift))), ...more };
  if (value.fields) {
    return { ...objectValue(new Map([...value.fields].map(([key, field]) => [key, liftValue(field, key, lift)]))), ...more };
  }
  return { ...lift(value.expression, name), ...more };
}

/** One value for two; where both are known in parts, part by part, so that a part waits only for its own step. */
export function joinValues(a: Value, b: Value, name: string, addJoin: AddJoin): Value {
  if (a === b) return a;
  const fresh = a.fresh && b.fresh ? { fresh: true } : {};
  const broken = a.broken || b.broken ? { broken: true as const } : {};
  const promise = (a.promise ?? b.promise) ? { promise: (a.promise ?? b.promise) as NonNullable<Value["promise"]> } : {};
  const more = { ...fresh, ...broken, ...promise };
  if (a.constant && b.constant && JSON.stringify(a.constant.value) === JSON.stringify(b.constant.value)) {
    return { ...constantValue(a.constant.value), ...more };
  }
  if (a.function || b.function) return a.function === b.function ? a : { ...a, broken: true };
  if (sameExpression(a.expression, b.expression)) {
    return { expression: a.expression, ...more };
  }
  if (a.elements && b.elements && a.elements.length === b.elements.length) {
    const others = b.elements;
    const elements = a.elements.map((element, index) => joinValues(element, others[index] as Value, name, addJoin));
    return { ...listValue(elements), ...more };
  }
  if (a.fields && b.fields && [...a.fields.keys()].join("\0") === [...b.fields.keys()].join("\0")) {
    const others = b.fields;
    const fields = new Map([...a.fields].map(([key, field]) => [key, joinValues(field, others.get(key) as Value, key, addJoin)]));
    return { ...objectValue(fields), ...more };
  }
  return { ...addJoin(a.expression, b.expression, name), ...more };
}
