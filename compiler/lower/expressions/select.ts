// `x.a`, `x[0]`, `x?.y`: selections out of what steps have made stay structure.
import { ts } from "ts-morph";
import { symbolOf } from "../context.js";
import { errorMembers } from "../errors.js";
import { emitLet, type Frame } from "../frame.js";
import { lowerGlue } from "../glue/index.js";
import { mayThrowIn } from "../glue/throws.js";
import { checkOpaque } from "../purity/opaque.js";
import { brokenValue, selectFrom, type Value } from "../value.js";
import { bare } from "./bare.js";
import { lowerExpression, settled } from "./index.js";
import { keyOf, knownChain } from "./known.js";

export function lowerSelection(frame: Frame, node: ts.PropertyAccessExpression | ts.ElementAccessExpression): Value {
  const known = knownChain(frame, node);
  if (known) return known;
  const key = keyOf(frame, node);
  if (key === undefined || !isStructural(frame, node)) return lowerGlue(frame, node);
  const base = bare(node.expression);
  const type = frame.context.checker.getTypeAtLocation(base);
  const raw = baseOf(frame, base);
  if (raw.error && errorMembers.has(String(key))) return selectFrom(raw, key);
  const value = settled(frame, raw, base);
  if (value.broken) return brokenValue;
  if (checkOpaque(frame.context, type, base)) return brokenValue;
  const selected = selectFrom(value, key, node.questionDotToken !== undefined);
  if (selected.expression.kind !== "select" || !mayThrowIn(frame, node, new Map())) return selected;
  // What is asserted to be there may not be: then it throws where it is written.
  return { ...selected, ...emitLet(frame, selected.expression, node, "value", true) };
}

/** Read through, the base gets no second name. */
function baseOf(frame: Frame, node: ts.Expression): Value {
  if (ts.isIdentifier(node)) {
    const symbol = symbolOf(frame.context, node);
    const value = symbol && frame.environment.get(symbol);
    if (value) return value;
  }
  return lowerExpression(frame, node);
}

/**
 * A chain of constant keys from a variable or an awaited call. Chains that go on after `?.` or read out of an element that may be missing
 * are left to JavaScript: they may end early or throw.
 */
function isStructural(frame: Frame, node: ts.PropertyAccessExpression | ts.ElementAccessExpression): boolean {
  if (isMethod(frame, node)) return false;
  const base = bare(node.expression);
  if (ts.isOptionalChain(node) && (!node.questionDotToken || ts.isOptionalChain(base))) return false;
  if (ts.isIdentifier(base)) {
    const symbol = symbolOf(frame.context, base);
    return symbol !== undefined && frame.environment.get(symbol) !== undefined;
  }
  if (ts.isAwaitExpression(base)) return true;
  if (ts.isElementAccessExpression(base) && !node.questionDotToken && !knownChain(frame, base)) {
    // `xs[0].score` throws on an empty list; only data can be looked into by glue.
    if (frame.context.definitions.isData(frame.context.checker.getTypeAtLocation(base))) return false;
  }
  if (!ts.isPropertyAccessExpression(base) && !ts.isElementAccessExpression(base)) return false;
  return keyOf(frame, base) !== undefined && isStructural(frame, base);
}

function isMethod(frame: Frame, node: ts.PropertyAccessExpression | ts.ElementAccessExpression): boolean {
  const name = ts.isPropertyAccessExpression(node) ? node.name : node.argumentExpression;
  const symbol = frame.context.checker.getSymbolAtLocation(name);
  return symbol !== undefined && (symbol.flags & (ts.SymbolFlags.Method | ts.SymbolFlags.Function)) !== 0;
}
