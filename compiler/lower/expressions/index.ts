// Expressions → values. What is a step call or moves values about becomes structure; all other pure JavaScript becomes glue.
import { ts } from "ts-morph";
import { report, symbolOf } from "../context.js";
import { type Frame, named } from "../frame.js";
import { lowerGlue } from "../glue/index.js";
import { brokenValue, constantValue, shared, undefinedValue, type Value } from "../value.js";
import { lowerArray } from "./array.js";
import { lowerAwait } from "./await.js";
import { bare } from "./bare.js";
import { lowerCall } from "./call.js";
import { lowerConditional, lowerLogical } from "./conditional.js";
import { folded } from "./known.js";
import { lowerObject } from "./object.js";
import { lowerSelection } from "./select.js";

/** Lowers an expression into `frame`. */
export function lowerExpression(frame: Frame, node: ts.Expression): Value {
  const inner = bare(node);
  if (ts.isIdentifier(inner)) return lowerIdentifier(frame, inner);
  if (ts.isArrayLiteralExpression(inner)) return lowerArray(frame, inner);
  if (ts.isObjectLiteralExpression(inner)) return lowerObject(frame, inner);
  if (ts.isAwaitExpression(inner)) return lowerAwait(frame, inner);
  if (ts.isCallExpression(inner)) return lowerCall(frame, inner);
  if (ts.isArrowFunction(inner) || ts.isFunctionExpression(inner)) return { ...undefinedValue, function: inner };
  const known = folded(frame, inner);
  if (known) return known;
  if (ts.isPropertyAccessExpression(inner) || ts.isElementAccessExpression(inner)) return lowerSelection(frame, inner);
  if (ts.isConditionalExpression(inner)) return lowerConditional(frame, inner);
  if (ts.isBinaryExpression(inner) && isLogical(inner.operatorToken.kind)) return lowerLogical(frame, inner);
  return lowerGlue(frame, inner);
}

/** A value that something needs: no promise, no function. */
export function lowerSettled(frame: Frame, node: ts.Expression): Value {
  return settled(frame, lowerExpression(frame, node), node);
}

/** Reports a promise or function where a value is needed. */
export function settled(frame: Frame, value: Value, node: ts.Node): Value {
  if (value.broken) return value;
  if (value.promise) {
    value.promise.token.awaited = true; // Reported here; not again at its end.
    report(frame.context, "promise-not-awaited", node, { list: value.promise.list });
    return brokenValue;
  }
  if (value.function) {
    report(frame.context, "function-stored", node, {});
    return brokenValue;
  }
  if (value.error) {
    report(frame.context, "error-not-data", node, {});
    return brokenValue;
  }
  const parts = value.elements ?? (value.fields && [...value.fields.values()]);
  return parts && !value.constant && parts.some((part) => settled(frame, part, node).broken) ? brokenValue : value;
}

/** A value with a name, if saying it twice would compute it twice. */
export function lowerNamed(frame: Frame, node: ts.Expression, name: string): Value {
  return named(frame, lowerSettled(frame, node), node, name);
}

/** What is only read through, as by a spread: a local keeps the right to be written to. */
export function lowerRead(frame: Frame, node: ts.Expression): Value {
  const inner = bare(node);
  const symbol = ts.isIdentifier(inner) ? symbolOf(frame.context, inner) : undefined;
  const value = symbol && frame.environment.get(symbol);
  return value?.fresh ? shared(value) : lowerExpression(frame, inner);
}

function lowerIdentifier(frame: Frame, node: ts.Identifier): Value {
  const symbol = symbolOf(frame.context, node);
  const value = symbol && frame.environment.get(symbol);
  if (!symbol || !value) {
    if (node.text === "undefined") return undefinedValue;
    // A module's constant may be mutable state all the same: glue's proof of purity says so.
    const known = folded(frame, node);
    return known && !known.elements && !known.fields ? known : lowerGlue(frame, node, known);
  }
  // From here on the local has a second name.
  if (value.fresh) frame.environment.set(symbol, shared(value));
  return shared(value);
}

function isLogical(operator: ts.SyntaxKind): boolean {
  return (
    operator === ts.SyntaxKind.AmpersandAmpersandToken ||
    operator === ts.SyntaxKind.BarBarToken ||
    operator === ts.SyntaxKind.QuestionQuestionToken
  );
}

/** A boolean constant as a value. */
export const truth = (value: boolean): Value => constantValue(value);
