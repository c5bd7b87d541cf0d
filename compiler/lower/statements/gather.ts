// `for…of` whose items need nothing of one another: a fan-out. What its rounds push to outer lists is gathered in item order.
import { ts } from "ts-morph";
import { assignedNames } from "../assigned.js";
import { bindPattern } from "../binding.js";
import { symbolOf } from "../context.js";
import type { Flag } from "../environment.js";
import { isDeclaredIn } from "../expressions/bare.js";
import { emitMap } from "../expressions/map.js";
import { type Frame, named, ownGlue } from "../frame.js";
import { brokenValue, constantValue, listValue, openList, referenceTo, type Value } from "../value.js";
import { lowerStatement } from "./index.js";

/**
 * The outer lists that the loop pushes to, where all else allows a fan-out: no effect in the body, no way out of the loop, nothing else
 * from outside that it assigns. Undefined where the rounds must run one after another.
 */
export function gatheredIn(frame: Frame, node: ts.ForOfStatement): ReadonlySet<ts.Symbol> | undefined {
  const { facts } = frame.context;
  if (!facts.hasSteps(node.statement) || facts.hasEffects(node.statement)) return undefined;
  if (facts.hasReturns(node.statement) || leaves(node.statement)) return undefined;
  const changed = [...assignedNames(frame, node).keys()].filter((symbol) => !isDeclaredIn(symbol, [node]));
  const only = changed.every((symbol) => isOnlyPushedTo(frame, node, symbol) && isHere(frame, symbol));
  return only ? new Set(changed) : undefined;
}

/** A list that a `try` around would find half filled where an item fails must be filled item by item. */
function isHere(frame: Frame, symbol: ts.Symbol): boolean {
  const value = frame.environment.get(symbol);
  return value?.fresh === true && !value.broken && !frame.attempt?.outer.get(symbol);
}

/** A `break` of this loop. */
function leaves(node: ts.Node): boolean {
  if (ts.isBreakStatement(node)) return true;
  if (ts.isFunctionLike(node) || ts.isIterationStatement(node, false) || ts.isSwitchStatement(node)) return false;
  return ts.forEachChild(node, (child) => leaves(child) || undefined) === true;
}

/** Every mention is a statement `list.push(…)`. */
function isOnlyPushedTo(frame: Frame, node: ts.ForOfStatement, symbol: ts.Symbol): boolean {
  let only = true;
  const look = (inner: ts.Node): void => {
    if (ts.isIdentifier(inner) && symbolOf(frame.context, inner) === symbol && !isPush(inner)) only = false;
    ts.forEachChild(inner, look);
  };
  look(node);
  return only;
}

function isPush(name: ts.Identifier): boolean {
  const access = name.parent;
  if (!ts.isPropertyAccessExpression(access) || access.expression !== name || access.name.text !== "push") return false;
  return (
    ts.isCallExpression(access.parent) && access.parent.expression === access && ts.isExpressionStatement(access.parent.parent)
  );
}

export function lowerGathering(
  frame: Frame,
  node: ts.ForOfStatement,
  name: ts.BindingName,
  items: Value,
  gathered: ReadonlySet<ts.Symbol>,
): void {
  const lists = [...gathered];
  const befores = lists.map((symbol) => frame.environment.get(symbol) as Value);
  // An item that pushes exactly one value, in every case, gives it as it is: a model stays one.
  let single: readonly boolean[] = [];
  const flags: { readonly break: Flag; readonly continue: Flag } = { break: { flag: "break" }, continue: { flag: "continue" } };
  const flow = { ...frame.flow, breaks: [{ node, ...flags }], gathering: new Set([...(frame.flow.gathering ?? []), ...lists]) };
  const out = emitMap(frame, {
    node,
    over: items,
    effect: false,
    flow,
    body: (inner, item) => {
      for (const flag of [flags.break, flags.continue]) inner.environment.set(flag, constantValue(false));
      for (const symbol of lists) inner.environment.set(symbol, { ...listValue([]), fresh: true });
      bindPattern(inner, name, item);
      lowerStatement(inner, node.statement);
      const pushed = lists.map((symbol) => named(inner, inner.environment.get(symbol) as Value, node, symbol.name));
      single = pushed.map((list) => list.elements?.length === 1);
      const results = pushed.map((list, position) => (single[position] ? (list.elements?.[0] as Value) : list));
      return results.length === 1 ? (results[0] as Value) : listValue(results);
    },
  });
  for (const [position, symbol] of lists.entries()) {
    const before = befores[position] as Value;
    if (!out) {
      frame.environment.set(symbol, brokenValue);
      continue;
    }
    const added = addedTo(frame, out, lists.length === 1 ? null : position, single[position] === true, node);
    const own = before.elements
      ? before.elements.map((element) => element.expression)
      : [{ kind: "spread", of: before.expression } as const];
    const list = openList([...own, { kind: "spread", of: added }]);
    frame.environment.set(symbol, { ...named(frame, list, node, symbol.name), fresh: true });
  }
}

/** What all items have pushed, in order. */
function addedTo(frame: Frame, out: Value, position: number | null, single: boolean, node: ts.Node): Value["expression"] {
  if (out.expression.kind !== "reference") throw new Error("A gather is a reference.");
  const { variable } = out.expression;
  if (position === null && single) return referenceTo(variable).expression;
  const part = position === null ? "item" : `item[${position}]`;
  const body = `${variable}.${single ? "map" : "flatMap"}((item) => ${part})`;
  const glue = ownGlue(frame.context, [variable], [variable], body, node);
  return named(frame, { expression: glue }, node, "pushed").expression;
}
