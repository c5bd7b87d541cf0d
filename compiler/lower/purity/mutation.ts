// Writing is allowed only to what was made in the same activation: then nobody else can see it change.
import { ts } from "ts-morph";
import { symbolOf } from "../context.js";
import { isDeclaredIn } from "../expressions/bare.js";
import { inspectCaptured } from "./captured.js";
import { isOwn } from "./fresh.js";
import { inspect } from "./inspect.js";
import { find, type Region } from "./region.js";
import { targetsOf } from "./targets.js";

export { isFresh } from "./fresh.js";

/** An assignment, `++` or `delete` of `target`. */
export function inspectWrite(region: Region, target: ts.Expression, node: ts.Node, isValue: boolean): void {
  if (isValue && region.inPipeline) {
    find(region, "assignment-in-expression", node, {});
    return;
  }
  const { places, evaluated } = targetsOf(target);
  for (const part of evaluated) inspect(region, part);
  for (const place of places) inspectPlace(region, place, node);
}

function inspectPlace(region: Region, place: ts.Expression, node: ts.Node): void {
  if (ts.isIdentifier(place)) {
    inspectAssigned(region, place, node);
    return;
  }
  if (ts.isPropertyAccessExpression(place) || ts.isElementAccessExpression(place)) {
    if (ts.isElementAccessExpression(place)) inspect(region, place.argumentExpression);
    if (!isOwn(region, place.expression)) find(region, "mutation-shared", node, { what: place.expression.getText() });
    else inspectCaptured(region, place.expression);
    return;
  }
  find(region, "syntax-unsupported", node, { construct: "this assignment" });
}

function inspectAssigned(region: Region, name: ts.Identifier, node: ts.Node): void {
  const symbol = symbolOf(region.context, name);
  if (symbol && region.assigned.has(symbol)) return;
  if (symbol && isDeclaredIn(symbol, region.roots)) {
    inspectCaptured(region, name);
    return;
  }
  if (symbol !== undefined && isDeclaredIn(symbol, region.context.inlining)) {
    find(region, "callback-assignment", node, { name: name.text });
    return;
  }
  find(region, "state-shared", name, { name: name.text, reason: "it is assigned here" });
}

/** A call that writes to `base`: `base.push(…)`, `Object.assign(base, …)`. */
export function inspectMutated(region: Region, base: ts.Expression, node: ts.Node, method: string): void {
  if (!isOwn(region, base)) find(region, "mutation-shared", node, { what: base.getText(), method });
  else inspectCaptured(region, base);
}
