// The step calls of a structure, with the scopes that they stand in.
import { type Block, blocksOf, type CallNode, type NodeId } from "../contract/index.js";

export interface CallPlace {
  readonly call: CallNode;
  /** Ids of the fan-outs and loops around it, outermost first: one per position of its index paths. */
  readonly around: readonly NodeId[];
}

/** Every call, in program order. */
export function callsOf(structure: Block): CallPlace[] {
  const places: CallPlace[] = [];
  const visit = (block: Block, around: readonly NodeId[]): void => {
    for (const node of block) {
      if (node.kind === "call") places.push({ call: node, around });
      for (const part of blocksOf(node)) visit(part.block, part.indexed ? [...around, node.id] : around);
    }
  };
  visit(structure, []);
  return places;
}
