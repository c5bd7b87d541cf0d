// `for…of`: unrolled over a known list; over any other a fan-out, if its items need nothing of one another, else a loop at run time.
import { ts } from "ts-morph";
import type { VariableId } from "../../../runtime/contract/index.js";
import { assignedNames } from "../assigned.js";
import { bindPattern } from "../binding.js";
import { report, symbolOf } from "../context.js";
import type { Variable } from "../environment.js";
import { isListType } from "../expressions/array.js";
import { bare } from "../expressions/bare.js";
import { knownElements } from "../expressions/call.js";
import { lowerSettled } from "../expressions/index.js";
import { unrollLimit } from "../expressions/map.js";
import { type Frame, named, ownGlue, variableOf, wrapped } from "../frame.js";
import { checkOpaque } from "../purity/opaque.js";
import { brokenValue, constantValue, type Value } from "../value.js";
import { gatheredIn, lowerGathering } from "./gather.js";
import { lowerRounds } from "./unroll.js";
import { lowerConditional, made } from "./while.js";

export function lowerForOf(frame: Frame, node: ts.ForOfStatement): void {
  const { context } = frame;
  if (node.awaitModifier) {
    report(context, "syntax-unsupported", node, { construct: '"for await"' });
    return;
  }
  const declaration = ts.isVariableDeclarationList(node.initializer) ? node.initializer.declarations[0] : undefined;
  if (!declaration) {
    report(context, "syntax-unsupported", node.initializer, { construct: "a loop over an outer variable" });
    return;
  }
  if (checkOpaque(context, context.checker.getTypeAtLocation(node.expression), node.expression)) return;
  const known = knownElements(frame, node.expression);
  const list = known ? undefined : lowerSettled(frame, node.expression);
  if (list?.broken) return;
  const elements = known ?? list?.elements;
  if (elements && elements.length <= unrollLimit) {
    lowerRounds(frame, node, elements.length, (inner, round) =>
      bindPattern(inner, declaration.name, elements[round] ?? brokenValue),
    );
    return;
  }
  if (changesList(frame, node)) return;
  const items = itemsOf(frame, node, list ?? lowerSettled(frame, node.expression));
  if (items.broken) return;
  const gathered = gatheredIn(frame, node);
  if (gathered) lowerGathering(frame, node, declaration.name, items, gathered);
  else lowerRoundsAtRunTime(frame, node, declaration.name, items);
}

/** The list, or what iteration gives as a list, with a name. */
function itemsOf(frame: Frame, node: ts.ForOfStatement, value: Value): Value {
  if (value.broken) return value;
  if (isListType(frame, node.expression)) return named(frame, value, node.expression, "items");
  return named(
    frame,
    wrapped(frame, value, (inner) => `Array.from(${inner})`, node.expression),
    node.expression,
    "items",
  );
}

/** JavaScript goes on with what is added to a list while a loop runs over it; an engine's items are fixed when they begin. */
function changesList(frame: Frame, node: ts.ForOfStatement): boolean {
  let base = bare(node.expression);
  while (ts.isPropertyAccessExpression(base) || ts.isElementAccessExpression(base)) base = bare(base.expression);
  const symbol = ts.isIdentifier(base) ? symbolOf(frame.context, base) : undefined;
  if (!symbol || !ts.isIdentifier(base) || !assignedNames(frame, node.statement).has(symbol)) return false;
  report(frame.context, "loop-list-changed", node.expression, { name: base.text });
  return true;
}

function lowerRoundsAtRunTime(frame: Frame, node: ts.ForOfStatement, name: ts.BindingName, items: Value): void {
  const round: Variable = { flag: "round" };
  frame.environment.set(round, constantValue(0));
  const list = variableOf(frame, items, node.expression, "items");
  const at = (inner: Frame) => variableOf(inner, inner.environment.get(round) as Value, node, "round");
  const glue = (uses: readonly VariableId[], body: string) => ownGlue(frame.context, uses, uses, body, node.expression);
  lowerConditional(frame, {
    node,
    own: [{ variable: round, next: (inner) => ({ expression: glue([at(inner)], `${at(inner)} + 1`) }) }],
    first: () => made(glue([list], `${list}.length > 0`)),
    condition: (inner) => made(glue([at(inner), list], `${at(inner)} + 1 < ${list}.length`)),
    begin: (inner) => {
      const element = glue([list, at(inner)], `${list}[${at(inner)}]`);
      bindPattern(inner, name, named(inner, { expression: element }, node.expression, "item"));
    },
  });
}
