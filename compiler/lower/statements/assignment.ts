// Assignments: a new version of a variable, or of a local list or object that has no other name.
import { ts } from "ts-morph";
import { usesOf } from "../../../runtime/contract/index.js";
import { addGlue, report, symbolOf } from "../context.js";
import { bare, isDeclaredIn } from "../expressions/bare.js";
import { lowerShortCircuit } from "../expressions/conditional.js";
import { lowerExpression, lowerSettled } from "../expressions/index.js";
import { fold } from "../expressions/known.js";
import { type Frame, named, ownGlue } from "../frame.js";
import { renderExpression } from "../glue/render.js";
import { brokenValue, constantValue, listValue, objectValue, type Value } from "../value.js";

const K = ts.SyntaxKind;

/** Lowers `target = value`, `target += value`, `target++`; false where the expression is none of these. */
export function lowerAssignment(frame: Frame, node: ts.Expression): boolean {
  if (ts.isBinaryExpression(node)) {
    const { kind } = node.operatorToken;
    if (kind < K.FirstAssignment || kind > K.LastAssignment) return false;
    assign(frame, bare(node.left), node, () => assignedValue(frame, node));
    return true;
  }
  if (!(ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node))) return false;
  if (node.operator !== K.PlusPlusToken && node.operator !== K.MinusMinusToken) return false;
  assign(frame, bare(node.operand), node, () => updatedValue(frame, node));
  return true;
}

function assign(frame: Frame, target: ts.Expression, node: ts.Expression, lower: () => Value): void {
  if (ts.isIdentifier(target)) {
    const value = lower();
    setVariable(frame, target, named(frame, value, node, target.text), node);
    return;
  }
  if (ts.isPropertyAccessExpression(target) || ts.isElementAccessExpression(target)) {
    setMember(frame, target, node, lower);
    return;
  }
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === K.EqualsToken && ts.isArrayLiteralExpression(target)) {
    setElements(frame, target, lower(), node);
    return;
  }
  report(frame.context, "syntax-unsupported", target, { construct: "this target of an assignment" });
}

function setVariable(frame: Frame, target: ts.Identifier, value: Value, node: ts.Node): void {
  const symbol = symbolOf(frame.context, target);
  if (!symbol) return;
  if (!frame.environment.get(symbol)) {
    if (isDeclaredIn(symbol, frame.context.inlining)) return;
    report(frame.context, "state-shared", target, { name: target.text, reason: "it is assigned here" });
    return;
  }
  if (!isDeclaredIn(symbol, [frame.flow.body])) {
    report(frame.context, "callback-assignment", node, { name: target.text });
    return;
  }
  frame.environment.set(symbol, value);
}

/** `[a, b] = [b, a]`: all values are taken before the first name changes. */
function setElements(frame: Frame, target: ts.ArrayLiteralExpression, value: Value, node: ts.Node): void {
  const whole = named(frame, value, node, "value");
  const { elements } = whole;
  for (const [index, element] of target.elements.entries()) {
    const name = bare(element);
    if (!ts.isIdentifier(name) || (!elements && !whole.broken)) {
      report(frame.context, "syntax-unsupported", element, { construct: "this target of an assignment" });
      return;
    }
    setVariable(frame, name, elements?.[index] ?? brokenValue, node);
  }
}

function assignedValue(frame: Frame, node: ts.BinaryExpression): Value {
  const { kind } = node.operatorToken;
  if (kind === K.EqualsToken) return lowerExpression(frame, node.right);
  const logical = new Map([
    [K.AmpersandAmpersandEqualsToken, K.AmpersandAmpersandToken],
    [K.BarBarEqualsToken, K.BarBarToken],
    [K.QuestionQuestionEqualsToken, K.QuestionQuestionToken],
  ]).get(kind as never);
  if (logical !== undefined)
    return lowerShortCircuit(frame, logical, named(frame, lowerSettled(frame, node.left), node, "left"), node.right, node);
  const left = named(frame, lowerSettled(frame, node.left), node.left, "left");
  const right = named(frame, lowerSettled(frame, node.right), node.right, "right");
  return operation(frame, left, node.operatorToken.getText().slice(0, -1), right, node);
}

function updatedValue(frame: Frame, node: ts.PrefixUnaryExpression | ts.PostfixUnaryExpression): Value {
  const value = named(frame, lowerSettled(frame, node.operand), node.operand, "value");
  const isBig = (frame.context.checker.getTypeAtLocation(node.operand).flags & ts.TypeFlags.BigIntLike) !== 0;
  const by = node.operator === K.PlusPlusToken ? 1 : -1;
  if (value.constant && typeof value.constant.value === "number") return constantValue(value.constant.value + by);
  if (value.broken) return value;
  const uses = [...new Set(usesOf(value.expression))];
  const text = `${renderExpression(value.expression)} ${by > 0 ? "+" : "-"} 1${isBig ? "n" : ""}`;
  return { expression: ownGlue(frame.context, uses, uses, text, node) };
}

/** The author's operator on two values. Operators on other than primitives may throw. */
function operation(frame: Frame, left: Value, operator: string, right: Value, node: ts.BinaryExpression): Value {
  if (left.broken || right.broken) return brokenValue;
  const a = left.constant?.value;
  const b = right.constant?.value;
  if (operator === "+" && typeof a === "number" && typeof b === "number" && Number.isFinite(a + b) && !Object.is(a + b, -0))
    return constantValue(a + b);
  if (operator === "+" && typeof a === "string" && typeof b === "string") return constantValue(a + b);
  const uses = [...new Set([...usesOf(left.expression), ...usesOf(right.expression)])];
  const text = `(${uses.join(", ")}) => ${renderExpression(left.expression)} ${operator} ${renderExpression(right.expression)}`;
  return { expression: { kind: "glue", glue: addGlue(frame.context, text, node), uses, throws: !isArithmetic(frame, node) } };
}

function isArithmetic(frame: Frame, node: ts.BinaryExpression): boolean {
  const simple = ts.TypeFlags.NumberLike | ts.TypeFlags.StringLike | ts.TypeFlags.BooleanLike;
  return [node.left, node.right].every((side) => (frame.context.checker.getTypeAtLocation(side).flags & simple) !== 0);
}

/** `local.key = value`, `local[key] = value`. */
function setMember(
  frame: Frame,
  target: ts.PropertyAccessExpression | ts.ElementAccessExpression,
  node: ts.Expression,
  lower: () => Value,
): void {
  const base = bare(target.expression);
  const local = writable(frame, base, node);
  if (!local) return;
  const value = named(frame, lower(), node, "value");
  // What the right side reads may have given the local a second name.
  const again = writable(frame, base, node);
  if (!again) return;
  const key = ts.isPropertyAccessExpression(target) ? target.name.text : fold(frame, target.argumentExpression)?.value;
  frame.environment.set(again.symbol, { ...memberSet(frame, again.value, target, key, value, node), fresh: true });
}

function memberSet(
  frame: Frame,
  local: Value,
  target: ts.PropertyAccessExpression | ts.ElementAccessExpression,
  key: unknown,
  value: Value,
  node: ts.Expression,
): Value {
  if (value.broken || local.broken) return brokenValue;
  if (local.fields && (typeof key === "string" || typeof key === "number") && key !== "__proto__") {
    return objectValue(new Map([...local.fields, [String(key), value]]));
  }
  if (local.elements && typeof key === "number" && Number.isInteger(key) && key >= 0 && key <= local.elements.length) {
    return listValue([...local.elements.slice(0, key), value, ...local.elements.slice(key + 1)]);
  }
  const at = ts.isPropertyAccessExpression(target)
    ? constantValue(target.name.text)
    : named(frame, lowerSettled(frame, target.argumentExpression), target.argumentExpression, "key");
  const type = frame.context.checker.getTypeAtLocation(target.expression);
  if (at.broken) return brokenValue;
  if (frame.context.checker.isArrayType(type) || frame.context.checker.isTupleType(type)) {
    report(frame.context, "syntax-unsupported", node, { construct: "an assignment to an element at an unknown place" });
    return brokenValue;
  }
  const uses = [...new Set([local, at, value].flatMap((part) => usesOf(part.expression)))];
  const text = `({ ...${renderExpression(local.expression)}, [${renderExpression(at.expression)}]: ${renderExpression(value.expression)} })`;
  return named(frame, { expression: ownGlue(frame.context, uses, uses, text, node) }, node, "local");
}

/** The local that an expression names, if it was made here and has no other name; else says why not. */
export function writable(
  frame: Frame,
  base: ts.Expression,
  node: ts.Node,
  method?: string,
): { readonly symbol: ts.Symbol; readonly value: Value } | undefined {
  const symbol = ts.isIdentifier(base) ? symbolOf(frame.context, base) : undefined;
  const value = symbol && frame.environment.get(symbol);
  if (value?.broken) return undefined;
  const parameters = { what: base.getText(), ...(method === undefined ? {} : { method }) };
  if (!symbol || !value) report(frame.context, "mutation-shared", node, parameters);
  else if (!isDeclaredIn(symbol, [frame.flow.body]) && !frame.flow.gathering?.has(symbol))
    report(frame.context, "callback-assignment", node, { name: base.getText() });
  else if (!value.fresh)
    report(frame.context, isMadeHere(symbol) ? "mutation-aliased" : "mutation-shared", node, {
      name: base.getText(),
      ...parameters,
    });
  else return { symbol, value };
  return undefined;
}

function isMadeHere(symbol: ts.Symbol): boolean {
  const declaration = symbol.valueDeclaration;
  if (!declaration || !ts.isVariableDeclaration(declaration) || !declaration.initializer) return false;
  const inner = bare(declaration.initializer);
  return ts.isArrayLiteralExpression(inner) || ts.isObjectLiteralExpression(inner);
}
