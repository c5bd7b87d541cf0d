// Loops at run time: their rounds run one after another; what a round assigns is carried into the next.
import { ts } from "ts-morph";
import type { Carried, Expression } from "../../../runtime/contract/index.js";
import { assignedNames } from "../assigned.js";
import { noteFailing } from "../attempt.js";
import { newVariable, report } from "../context.js";
import { type Flag, nameOf, type Variable } from "../environment.js";
import { exitOf, isConstant } from "../exits.js";
import { isDeclaredIn } from "../expressions/bare.js";
import { append, type Flow, type Frame, innerFrame } from "../frame.js";
import { orderBefore } from "../order.js";
import { brokenValue, constantValue, referenceTo, undefinedValue, type Value } from "../value.js";

export interface LoopRequest {
  readonly node: ts.IterationStatement;
  /** What belongs to the loop alone, as the index of a `for…of`, with the expression of its next value. */
  readonly own?: readonly { readonly variable: Variable; readonly next: (frame: Frame) => Value }[];
  /** Lowers one round; `leave` says that the loop ends. */
  readonly round: (frame: Frame, exits: LoopExits) => void;
}

export interface LoopExits {
  readonly leave: (frame: Frame) => void;
  /** `continue` ends here. */
  readonly resume: (frame: Frame) => void;
}

/** Lowers a loop whose rounds are known only at run time. */
export function lowerLoop(frame: Frame, request: LoopRequest): void {
  const { context } = frame;
  const { node } = request;
  const effect = context.facts.hasEffects(node);
  const id = context.names.node("loop");
  const after = orderBefore(frame.order, effect);
  noteFailing(frame, id);
  const flags: { readonly break: Flag; readonly continue: Flag } = { break: { flag: "break" }, continue: { flag: "continue" } };
  const flow: Flow = { ...frame.flow, thrown: { flag: "thrown" }, breaks: [{ node, ...flags }] };
  const inner = innerFrame(frame, effect, flow);
  for (const flag of [flow.thrown, flags.break, flags.continue]) inner.environment.set(flag, constantValue(false));

  const own = request.own ?? [];
  const carriedNames = [...carriedIn(frame, node), ...own.map((one) => one.variable)];
  const heads = carriedNames.map((variable) => headOf(frame, inner, variable, node));
  request.round(inner, {
    leave: (at) => at.environment.set(flags.break, constantValue(true)),
    resume: (at) => at.environment.set(flags.continue, constantValue(false)),
  });

  const exit = exitOf(inner);
  // In a `try` a step that fails ends it.
  if (exit === false && !frame.attempt) {
    report(context, "loop-endless", node.getFirstToken() ?? node, {});
    return;
  }
  const again: Expression = typeof exit === "boolean" ? { kind: "literal", value: !exit } : { kind: "not", of: exit };
  const carried: Carried[] = [];
  for (const { variable, head, before } of heads) {
    const next = own.find((one) => one.variable === variable)?.next(inner) ?? (inner.environment.get(variable) as Value);
    carryOut(frame, carried, { variable, head, before, next });
  }
  for (const flag of [frame.flow.returned, frame.flow.result]) {
    const next = inner.environment.changes.get(flag);
    const before = frame.environment.get(flag);
    if (next && before) carryOut(frame, carried, { variable: flag, head: newVariable(context, flag.flag), before, next });
  }
  append(frame, { kind: "loop", id, after, carried, body: inner.nodes, again }, effect, node);
}

interface Head {
  readonly variable: Variable;
  readonly head: Carried["head"];
  readonly before: Value;
}

function headOf(frame: Frame, inner: Frame, variable: Variable, node: ts.Node): Head {
  const before = frame.environment.get(variable) ?? undefinedValue;
  const head = newVariable(frame.context, nameOf(variable));
  if (before.promise) {
    before.promise.token.awaited = true;
    report(frame.context, "promise-not-awaited", node, { list: before.promise.list });
  }
  const fresh = before.fresh ? { fresh: true } : {};
  inner.environment.set(variable, before.broken || before.promise ? brokenValue : { ...referenceTo(head), ...fresh });
  return { variable, head, before };
}

function carryOut(frame: Frame, carried: Carried[], { variable, head, before, next }: Head & { readonly next: Value }): void {
  if (before.broken || next.broken || next.promise || before.promise) {
    if (next.promise) {
      next.promise.token.awaited = true;
      report(frame.context, "promise-not-awaited", next.promise.token.node, { list: next.promise.list });
    }
    frame.environment.set(variable, brokenValue);
    return;
  }
  const out = newVariable(frame.context, nameOf(variable));
  carried.push({ head, init: before.expression, next: next.expression, out });
  const fresh = before.fresh && next.fresh ? { fresh: true } : {};
  const constant = isConstant(before, true) && isConstant(next, true);
  frame.environment.set(variable, constant ? before : { ...referenceTo(out), ...fresh });
}

/** The variables from outside that the loop assigns or writes to. */
function carriedIn(frame: Frame, node: ts.Node): readonly ts.Symbol[] {
  return [...assignedNames(frame, node).keys()].filter((symbol) => !isDeclaredIn(symbol, [node]) || isLoopVariable(symbol, node));
}

/** `let i` of a `for`, which lives as long as the loop. */
function isLoopVariable(symbol: ts.Symbol, node: ts.Node): boolean {
  return (
    ts.isForStatement(node) &&
    node.initializer !== undefined &&
    isDeclaredIn(symbol, [node.initializer]) &&
    ts.isVariableDeclarationList(node.initializer)
  );
}
