// What is known of an expression without emitting anything: chains into known lists and objects, and folded constants.
import { ts } from "ts-morph";
import type { Json } from "../../../runtime/contract/index.js";
import { symbolOf } from "../context.js";
import type { Frame } from "../frame.js";
import { isConstant } from "../purity/state.js";
import { constantValue, knownSelection, type Value } from "../value.js";
import { bare, isDeclaredIn } from "./bare.js";

/** The value that a chain like `candidates[0].model` selects out of what is known; undefined where it reaches into the unknown. */
export function knownChain(frame: Frame, node: ts.Expression, inside: readonly ts.Node[] = []): Value | undefined {
  const inner = bare(node);
  if (ts.isIdentifier(inner)) {
    const symbol = symbolOf(frame.context, inner);
    return symbol && !isDeclaredIn(symbol, inside) ? frame.environment.get(symbol) : undefined;
  }
  const key = keyOf(frame, inner, inside);
  if (key === undefined) return undefined;
  const base = knownChain(frame, (inner as ts.AccessExpression).expression, inside);
  return base && !base.broken ? knownSelection(base, key) : undefined;
}

/** The constant key of a property or element access. */
export function keyOf(frame: Frame, node: ts.Expression, inside: readonly ts.Node[] = []): string | number | undefined {
  if (ts.isPropertyAccessExpression(node)) return ts.isPrivateIdentifier(node.name) ? undefined : node.name.text;
  if (!ts.isElementAccessExpression(node)) return undefined;
  const key = fold(frame, node.argumentExpression, inside)?.value;
  return typeof key === "string" || typeof key === "number" ? key : undefined;
}

/** The value of a pure expression over constants, also over variables whose value is known here. */
export function fold(frame: Frame, node: ts.Expression, inside: readonly ts.Node[] = []): { readonly value: Json } | undefined {
  const inner = bare(node);
  if (ts.isIdentifier(inner)) {
    const symbol = symbolOf(frame.context, inner);
    const value = symbol && !isDeclaredIn(symbol, inside) ? frame.environment.get(symbol) : undefined;
    return value ? value.constant : safeConstant(frame, inner);
  }
  if (ts.isPropertyAccessExpression(inner) || ts.isElementAccessExpression(inner)) {
    return knownChain(frame, inner, inside)?.constant ?? safeConstant(frame, inner);
  }
  if (ts.isPrefixUnaryExpression(inner)) {
    const of = fold(frame, inner.operand, inside);
    if (of === undefined) return undefined;
    if (inner.operator === ts.SyntaxKind.ExclamationToken) return { value: !of.value };
    if (inner.operator === ts.SyntaxKind.MinusToken && typeof of.value === "number") return finite(-of.value);
    return undefined;
  }
  if (ts.isBinaryExpression(inner)) return foldBinary(frame, inner, inside);
  if (ts.isConditionalExpression(inner)) {
    const condition = fold(frame, inner.condition, inside);
    return condition && fold(frame, condition.value ? inner.whenTrue : inner.whenFalse, inside);
  }
  if (ts.isTemplateExpression(inner)) {
    let text = inner.head.text;
    for (const span of inner.templateSpans) {
      const part = fold(frame, span.expression, inside);
      if (part === undefined || (part.value !== null && typeof part.value === "object")) return undefined;
      text += String(part.value) + span.literal.text;
    }
    return { value: text };
  }
  return ts.isLiteralExpression(inner) ||
    inner.kind === ts.SyntaxKind.TrueKeyword ||
    inner.kind === ts.SyntaxKind.FalseKeyword ||
    inner.kind === ts.SyntaxKind.NullKeyword
    ? safeConstant(frame, inner)
    : undefined;
}

function foldBinary(frame: Frame, node: ts.BinaryExpression, inside: readonly ts.Node[]): { readonly value: Json } | undefined {
  const left = fold(frame, node.left, inside);
  if (left === undefined) return undefined;
  const operator = node.operatorToken.kind;
  const K = ts.SyntaxKind;
  if (operator === K.AmpersandAmpersandToken) return left.value ? fold(frame, node.right, inside) : left;
  if (operator === K.BarBarToken) return left.value ? left : fold(frame, node.right, inside);
  if (operator === K.QuestionQuestionToken) return left.value !== null ? left : fold(frame, node.right, inside);
  const right = fold(frame, node.right, inside);
  if (right === undefined) return undefined;
  const a = left.value;
  const b = right.value;
  if ((a !== null && typeof a === "object") || (b !== null && typeof b === "object")) return undefined;
  if (operator === K.EqualsEqualsEqualsToken) return { value: a === b };
  if (operator === K.ExclamationEqualsEqualsToken) return { value: a !== b };
  if (operator === K.PlusToken && (typeof a === "string" || typeof b === "string")) return { value: `${a}${b}` };
  if (typeof a !== "number" || typeof b !== "number") return undefined;
  switch (operator) {
    case K.PlusToken:
      return finite(a + b);
    case K.MinusToken:
      return finite(a - b);
    case K.AsteriskToken:
      return finite(a * b);
    case K.SlashToken:
      return finite(a / b);
    case K.PercentToken:
      return finite(a % b);
    case K.AsteriskAsteriskToken:
      return finite(a ** b);
    case K.LessThanToken:
      return { value: a < b };
    case K.LessThanEqualsToken:
      return { value: a <= b };
    case K.GreaterThanToken:
      return { value: a > b };
    case K.GreaterThanEqualsToken:
      return { value: a >= b };
    default:
      return undefined;
  }
}

/** JSON cannot say -0, NaN and the infinities: they stay code. */
function finite(value: number): { readonly value: Json } | undefined {
  return Number.isFinite(value) && !Object.is(value, -0) ? { value } : undefined;
}

/** A constant of the module, unless JSON would change it. */
export function safeConstant(frame: Frame, node: ts.Expression): { readonly value: Json } | undefined {
  const constant = frame.context.definitions.constantOf(node);
  return constant && survivesJson(constant.value) && isConstant(frame.context, node) ? constant : undefined;
}

function survivesJson(value: Json): boolean {
  if (typeof value === "number") return Number.isFinite(value) && !Object.is(value, -0);
  if (value === null || typeof value !== "object") return true;
  if (Array.isArray(value)) return value.every(survivesJson);
  return Object.entries(value).every(([key, item]) => key !== "__proto__" && survivesJson(item));
}

/** A folded constant as a value. */
export function folded(frame: Frame, node: ts.Expression): Value | undefined {
  const constant = fold(frame, node);
  return constant && constantValue(constant.value);
}
