// Lowering may find that a piece of glue is not needed after all: what nothing names is left out.
import { type Block, blocksOf, type Expression, type GlueId, partsOf, type StructureNode } from "../../runtime/contract/index.js";
import type { GlueDefinition } from "../ir/index.js";

/** The glue that the structure or the result names, in order. */
export function usedGlue(glue: readonly GlueDefinition[], structure: Block, result: Expression): readonly GlueDefinition[] {
  const used = new Set<GlueId>();
  for (const expression of [result, ...expressionsOf(structure)]) collect(expression, used);
  return glue.filter((definition) => used.has(definition.id));
}

/** All expressions of a block, in order. */
function expressionsOf(block: Block): readonly Expression[] {
  return block.flatMap((node) => [...ownExpressions(node), ...blocksOf(node).flatMap((inner) => expressionsOf(inner.block))]);
}

/** The expressions of a node itself, without those of the blocks inside it. */
export function ownExpressions(node: StructureNode): readonly Expression[] {
  switch (node.kind) {
    case "let":
    case "throw":
      return [node.value];
    case "call":
      return [node.arguments];
    case "if":
      return [node.condition, ...node.joins.flatMap((join) => [join.then, join.otherwise])];
    case "map":
      return [node.over, node.result];
    case "loop":
      return [...node.carried.flatMap((value) => [value.init, value.next]), node.again];
    case "try":
      return [
        ...node.snapshots.flatMap((snapshot) => [snapshot.before, ...snapshot.at.map((version) => version.value)]),
        ...node.joins.flatMap((join) => [join.then, join.otherwise]),
      ];
  }
}

function collect(expression: Expression, used: Set<GlueId>): void {
  if (expression.kind === "glue") used.add(expression.glue);
  for (const part of partsOf(expression)) collect(part, used);
}
