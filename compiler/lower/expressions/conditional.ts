// `?:`, `&&`, `||`, `??`: folded on what is known, a branch where a side holds steps or values that are no data, else glue.
import { ts } from "ts-morph";
import type { Expression } from "../../../runtime/contract/index.js";
import { lowerBranch } from "../branch.js";
import { type Frame, ownGlue, variableOf } from "../frame.js";
import { lowerGlue } from "../glue/index.js";
import { isOpaque } from "../purity/opaque.js";
import { brokenValue, type Value } from "../value.js";
import { asPromise, awaited } from "./await.js";
import { bare } from "./bare.js";
import { lowerExpression, lowerNamed, lowerSettled, settled } from "./index.js";
import { fold } from "./known.js";

export type Condition = { readonly known: boolean } | { readonly expression: Expression; readonly broken: boolean };

/** An expression that is read for its truth only. */
export function lowerCondition(frame: Frame, node: ts.Expression): Condition {
  const inner = bare(node);
  if (ts.isPrefixUnaryExpression(inner) && inner.operator === ts.SyntaxKind.ExclamationToken) {
    const of = lowerCondition(frame, inner.operand);
    if ("known" in of) return { known: !of.known };
    return { expression: { kind: "not", of: of.expression }, broken: of.broken };
  }
  return conditionOf(lowerSettled(frame, inner));
}

/** The truth of a value. */
export function conditionOf(value: Value): Condition {
  if (value.broken) return { expression: value.expression, broken: true };
  if (value.constant) return { known: Boolean(value.constant.value) };
  if (value.elements || value.fields) return { known: true };
  if (value.expression.kind === "undefined") return { known: false };
  return { expression: value.expression, broken: false };
}

export function lowerConditional(frame: Frame, node: ts.ConditionalExpression): Value {
  const sides = [node.whenTrue, node.whenFalse];
  if (!isBranch(frame, node, sides)) {
    // `a ? known : other` with a known condition is one side only.
    const condition = knownTruth(frame, node.condition);
    if (condition !== undefined) return lowerExpression(frame, condition ? node.whenTrue : node.whenFalse);
    return lowerGlue(frame, node);
  }
  const condition = lowerCondition(frame, node.condition);
  if ("known" in condition) return lowerExpression(frame, condition.known ? node.whenTrue : node.whenFalse);
  const promises: ts.Node[] = [];
  const value = lowerBranch(frame, {
    condition: condition.expression,
    effect: sides.some((side) => frame.context.facts.hasEffects(side)),
    source: node,
    whenTrue: (side) => lowerSide(side, node.whenTrue, promises),
    whenFalse: (side) => lowerSide(side, node.whenFalse, promises),
  });
  return condition.broken ? brokenValue : promised(frame, value as Value, promises, node);
}

export function lowerLogical(frame: Frame, node: ts.BinaryExpression): Value {
  if (!isBranch(frame, node, [node.right])) return lowerGlue(frame, node);
  const left = lowerNamed(frame, node.left, "left");
  return lowerShortCircuit(frame, node.operatorToken.kind, left, node.right, node);
}

/** `left && right` and its kin, with `left` lowered already. Also of `x ??= right`. */
export function lowerShortCircuit(
  frame: Frame,
  operator: ts.SyntaxKind,
  left: Value,
  right: ts.Expression,
  source: ts.Node,
): Value {
  const test = operator === ts.SyntaxKind.QuestionQuestionToken ? presence(frame, left, source) : conditionOf(left);
  const takesRight = operator === ts.SyntaxKind.AmpersandAmpersandToken;
  if ("known" in test) return test.known === takesRight ? lowerExpression(frame, right) : left;
  const promises: ts.Node[] = [];
  const value = lowerBranch(frame, {
    condition: test.expression,
    effect: frame.context.facts.hasEffects(right),
    source,
    whenTrue: (side) => (takesRight ? lowerSide(side, right, promises) : left),
    whenFalse: (side) => (takesRight ? left : lowerSide(side, right, promises)),
  });
  return test.broken ? brokenValue : promised(frame, value as Value, promises, source);
}

function lowerSide(frame: Frame, node: ts.Expression, promises: ts.Node[]): Value {
  const value = lowerExpression(frame, node);
  if (!value.promise) return settled(frame, value, node);
  promises.push(node);
  return awaited(frame, value, node);
}

/** A branch between promises is a promise: awaiting it is awaiting either side. */
function promised(frame: Frame, value: Value, promises: readonly ts.Node[], node: ts.Node): Value {
  return promises.length === 0 ? value : asPromise(frame, value, node, false);
}

function presence(frame: Frame, value: Value, source: ts.Node): Condition {
  if (value.broken) return { expression: value.expression, broken: true };
  if (value.constant) return { known: value.constant.value !== null };
  if (value.elements || value.fields) return { known: true };
  if (value.expression.kind === "undefined") return { known: false };
  const variable = variableOf(frame, value, source, "left");
  return { expression: ownGlue(frame.context, [variable], [variable], `${variable} != null`, source), broken: false };
}

function isBranch(frame: Frame, node: ts.Expression, sides: readonly ts.Expression[]): boolean {
  const { facts, checker } = frame.context;
  return sides.some((side) => facts.hasSteps(side)) || isOpaque(frame.context, checker.getTypeAtLocation(node));
}

function knownTruth(frame: Frame, node: ts.Expression): boolean | undefined {
  const constant = fold(frame, node);
  return constant && Boolean(constant.value);
}
