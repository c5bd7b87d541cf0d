// `for…of` over a known list: unrolled.
import { ts } from "ts-morph";
import { bindPattern } from "../binding.js";
import { report } from "../context.js";
import { knownElements } from "../expressions/call.js";
import { lowerExpression } from "../expressions/index.js";
import type { Frame } from "../frame.js";
import { brokenValue } from "../value.js";
import { lowerRounds } from "./unroll.js";

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
  const elements = knownElements(frame, node.expression) ?? lowerElements(frame, node.expression);
  if (elements === "broken") return;
  if (!elements) {
    report(context, "for-of-steps-not-yet", node.getFirstToken() ?? node, {});
    return;
  }
  lowerRounds(frame, node, elements.length, (inner, round) =>
    bindPattern(inner, declaration.name, elements[round] ?? brokenValue),
  );
}

function lowerElements(frame: Frame, node: ts.Expression) {
  const value = lowerExpression(frame, node);
  return value.broken ? "broken" : value.elements;
}
