// A handler reads few of the variables that its `try` changes: snapshots, joins and carried values that nobody reads are left out.
import { type Block, type Expression, type StructureNode, usesOf, type VariableId } from "../../runtime/contract/index.js";
import { ownExpressions } from "./unused.js";

/** The structure without snapshots, joins of tries and carried values that nothing reads. */
export function withoutUnusedSnapshots(structure: Block, result: Expression): Block {
  const read = new Set<VariableId>();
  const held = new Map<VariableId, readonly Expression[]>();
  const note = (expression: Expression): void => {
    for (const use of usesOf(expression)) reach(use);
  };
  const pending: VariableId[] = [];
  const reach = (variable: VariableId): void => {
    if (read.has(variable)) return;
    read.add(variable);
    pending.push(variable);
  };
  const collect = (block: Block): void => {
    for (const node of block) {
      if (node.kind === "try") {
        for (const one of node.snapshots) held.set(one.out, [one.before, ...one.at.map((version) => version.value)]);
        for (const one of node.joins) held.set(one.out, [one.then, one.otherwise]);
        collect(node.body);
        collect(node.handler);
        continue;
      }
      if (node.kind === "loop") {
        for (const one of node.carried) {
          held.set(one.out, [one.next, one.init]);
          held.set(one.head, [one.init, one.next]);
        }
        note(node.again);
        collect(node.body);
        continue;
      }
      ownExpressions(node).forEach(note);
      if (node.kind === "if") [node.then, node.otherwise].forEach(collect);
      if (node.kind === "map") collect(node.body);
    }
  };
  collect(structure);
  note(result);
  for (let variable = pending.pop(); variable; variable = pending.pop()) held.get(variable)?.forEach(note);

  const kept = (node: StructureNode): StructureNode => {
    switch (node.kind) {
      case "if":
        // biome-ignore lint/suspicious/noThenProperty: the contract's word; never awaited
        return { ...node, then: node.then.map(kept), otherwise: node.otherwise.map(kept) };
      case "map":
        return { ...node, body: node.body.map(kept) };
      case "loop": {
        const carried = node.carried.filter((one) => read.has(one.head) || read.has(one.out));
        return { ...node, carried, body: node.body.map(kept) };
      }
      case "try":
        return {
          ...node,
          body: node.body.map(kept),
          handler: node.handler.map(kept),
          snapshots: node.snapshots.filter((one) => read.has(one.out)),
          joins: node.joins.filter((one) => read.has(one.out)),
        };
      default:
        return node;
    }
  };
  return structure.map(kept);
}
