// The steps that a body names, found before it is lowered, so that no made-up node id takes a step's name.
import { ts } from "ts-morph";
import type { Definitions } from "../define/definitions.js";

/** The names of all steps that calls in `root` run or hand on. */
export function stepNamesIn(root: ts.Node, definitions: Definitions): ReadonlySet<string> {
  const names = new Set<string>();
  const pending: ts.Node[] = [root];
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (ts.isCallExpression(node)) {
      for (const part of [node.expression, ...node.arguments]) {
        if (!ts.isIdentifier(part) && !ts.isPropertyAccessExpression(part)) continue;
        const step = definitions.stepOf(part);
        if (step) names.add(step.name);
      }
    }
    ts.forEachChild(node, (child) => {
      pending.push(child);
    });
  }
  return names;
}
