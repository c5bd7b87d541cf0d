// Which steps meet values of a kind: they return them, or may be given some, through whatever variables.
import {
  type Expression,
  hasLeaf,
  type StepName,
  type StructureNode,
  usesOf,
  type VariableId,
} from "../../runtime/contract/index.js";
import type { Pipeline } from "../ir/index.js";
import type { OfLeaf } from "./libraries.js";

/** The steps that return such values, or may take some. */
export function stepsWith(pipeline: Pipeline, isMeant: OfLeaf): ReadonlySet<StepName> {
  const result = new Set<StepName>();
  const carriers = new Set<VariableId>();
  for (const step of pipeline.steps.values()) if (hasLeaf(step.output, isMeant)) result.add(step.name);
  const carries = (...expressions: readonly Expression[]): boolean =>
    expressions.some((expression) => usesOf(expression).some((variable) => carriers.has(variable)));
  const mark = (variable: VariableId, carried: boolean): void => {
    if (carried) carriers.add(variable);
  };
  const visit = (node: StructureNode): void => {
    switch (node.kind) {
      case "let":
        mark(node.out, carries(node.value));
        break;
      case "call":
        if (carries(node.arguments)) result.add(node.step);
        mark(node.out, hasLeaf(pipeline.steps.get(node.step)?.output ?? { kind: "none" }, isMeant));
        break;
      case "if":
        for (const inner of [...node.then, ...node.otherwise]) visit(inner);
        for (const join of node.joins) mark(join.out, carries(join.then, join.otherwise));
        break;
      case "map":
        mark(node.item, carries(node.over));
        for (const inner of node.body) visit(inner);
        mark(node.out, carries(node.result));
        break;
      case "loop":
        for (const { head, init, next } of node.carried) mark(head, carries(init, next));
        for (const inner of node.body) visit(inner);
        for (const { head, next, out } of node.carried) {
          mark(head, carries(next));
          mark(out, carries(next));
        }
        break;
      case "try":
        for (const inner of node.body) visit(inner);
        for (const { out, before, at } of node.snapshots) mark(out, carries(before, ...at.map((version) => version.value)));
        for (const inner of node.handler) visit(inner);
        for (const join of node.joins) mark(join.out, carries(join.then, join.otherwise));
        break;
      case "throw":
        break;
    }
  };
  // What a round carries into the next is known only after it: until nothing is new.
  for (let before = -1; before !== carriers.size; ) {
    before = carriers.size;
    for (const node of pipeline.structure) visit(node);
  }
  return result;
}
