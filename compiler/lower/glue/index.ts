// Glue: a pure expression of the author's, carried as JavaScript with the list of the variables that it reads.
import { ts } from "ts-morph";
import { addGlue } from "../context.js";
import { bare } from "../expressions/bare.js";
import type { Frame } from "../frame.js";
import { checkPure, regionFor } from "../purity/index.js";
import { isFresh } from "../purity/mutation.js";
import { brokenValue, type Value } from "../value.js";
import { hoistSteps } from "./hoist.js";
import { mayThrowIn } from "./throws.js";
import { type Writing, writeJavaScript } from "./write.js";

/** Lowers a pure expression. `known` is what is known of its value; `synchronous` takes `async` and `await` out. */
export function lowerGlue(frame: Frame, node: ts.Expression, known?: Value, synchronous = false): Value {
  const { context } = frame;
  const inner = bare(node);
  const hoisted = hoistSteps(frame, inner);
  const pure = checkPure(frame, inner, { hoisted, assigned: new Set(), synchronous });
  if (!pure || [...hoisted.values()].some((value) => value.broken)) return brokenValue;
  if (known) return known;
  const writing: Writing = {
    frame,
    roots: [inner],
    hoisted,
    assigned: new Map(),
    synchronous,
    uses: new Set(),
    broken: false,
  };
  const text = writeJavaScript(writing, inner);
  if (writing.broken) return brokenValue;
  const uses = [...writing.uses];
  const glue = addGlue(context, `(${uses.join(", ")}) => (${text})`, inner);
  return { expression: { kind: "glue", glue, uses, throws: mayThrowIn(frame, inner, hoisted) }, ...freshness(frame, inner) };
}

/** Literals that stay code (`{ ...x }`) and methods that give a new list (`xs.slice()`) make something new. */
function freshness(frame: Frame, node: ts.Expression): Pick<Value, "fresh"> {
  if (ts.isObjectLiteralExpression(node) || ts.isArrayLiteralExpression(node)) return { fresh: true };
  // A frozen list is new, and must stay as it is.
  const isFrozen =
    ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression) && node.expression.name.text === "freeze";
  return ts.isCallExpression(node) && !isFrozen && isFresh(regionFor(frame, node, new Set()), node) ? { fresh: true } : {};
}
