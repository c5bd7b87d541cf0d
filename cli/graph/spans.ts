// What one statement of the author's has become: nodes with the same place in the same file.
import type { Pipeline } from "../../compiler/ir/index.js";
import { type Block, blocksOf, type NodeId, type StructureNode } from "../../runtime/contract/index.js";

export type SameStatement = (one: NodeId, other: NodeId) => boolean;

/** Whether two nodes are made of the same statement. */
export function sameStatement(pipeline: Pipeline): SameStatement {
  return (one, other) => {
    const place = placeOf(pipeline, one);
    return place !== null && place === placeOf(pipeline, other);
  };
}

/** Whether a node is made of the statement that a `try` is made of. */
export function statementsOfTries(pipeline: Pipeline): (node: NodeId) => boolean {
  const places = new Set<string | null>();
  const visit = (block: Block): void => {
    for (const node of block) {
      if (node.kind === "try") places.add(placeOf(pipeline, node.id));
      for (const inner of blocksOf(node)) visit(inner.block);
    }
  };
  visit(pipeline.structure);
  places.delete(null);
  return (node) => places.has(placeOf(pipeline, node));
}

function placeOf({ spans }: Pipeline, node: NodeId): string | null {
  const span = spans.get(node);
  return span ? `${span.file}:${span.start.offset}:${span.end.offset}` : null;
}

/** Whether a block holds, at any depth, a node that `is` what is looked for. */
export function holds(block: Block, is: (node: StructureNode) => boolean): boolean {
  return block.some((node) => is(node) || blocksOf(node).some((inner) => holds(inner.block, is)));
}
