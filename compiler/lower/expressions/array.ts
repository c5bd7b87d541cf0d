// Array literals stay structure, so that a model in one is passed by reference.
import { ts } from "ts-morph";
import type { ListItem } from "../../../runtime/contract/index.js";
import { report } from "../context.js";
import { type Frame, named } from "../frame.js";
import { lowerGlue } from "../glue/index.js";
import { brokenValue, listValue, openList, type Value } from "../value.js";
import { bare } from "./bare.js";
import { lowerExpression, lowerRead, settled } from "./index.js";

/** An item of a literal: its values, or a spread of unknown length. */
type Part = { readonly values: readonly Value[] } | { readonly spread: Value };

export function lowerArray(frame: Frame, node: ts.ArrayLiteralExpression): Value {
  if (node.elements.some((element) => ts.isOmittedExpression(element))) return lowerGlue(frame, node);
  const spreads = node.elements.filter((element) => ts.isSpreadElement(element));
  if (spreads.some((spread) => !isListType(frame, spread.expression))) return lowerGlue(frame, node);
  return assembleList(node.elements.map((element) => lowerElement(frame, element)));
}

/** One element of a literal or argument of a call; a spread list of known length is its elements. */
export function lowerElement(frame: Frame, element: ts.Expression): Part {
  if (!ts.isSpreadElement(element)) {
    const value = lowerExpression(frame, element);
    if (!value.function) return { values: [value] };
    report(frame.context, "function-stored", element, {});
    return { values: [brokenValue] };
  }
  const inner = bare(element.expression);
  const value = lowerRead(frame, inner);
  if (value.elements) return { values: value.elements };
  return { spread: named(frame, settled(frame, value, element), element, "items") };
}

/** The list of the parts. */
export function assembleList(parts: readonly Part[]): Value {
  if (parts.every((part) => "values" in part)) {
    const values = parts.flatMap((part) => part.values);
    return { ...listValue(values), fresh: true };
  }
  const items = parts.flatMap((part): ListItem[] =>
    "values" in part ? part.values.map((value) => value.expression) : [{ kind: "spread", of: part.spread.expression }],
  );
  const broken = parts.some((part) => ("values" in part ? part.values.some((value) => value.broken) : part.spread.broken));
  return broken ? brokenValue : { ...openList(items), fresh: true };
}

/** An array or tuple by its type: what `[...x]` copies element by element. */
export function isListType(frame: Frame, node: ts.Expression): boolean {
  const { checker } = frame.context;
  const type = checker.getTypeAtLocation(bare(node));
  const parts = type.isUnion() ? type.types : [type];
  return parts.every((part) => checker.isArrayType(part) || checker.isTupleType(part));
}
