// The step calls of a structure, with the scopes that they stand in.
import type { Block, CallNode, NodeId } from "../contract/index.js";

export interface CallPlace {
  readonly call: CallNode;
  /** Ids of the maps around it, outermost first. */
  readonly maps: readonly NodeId[];
}

/** Every call, in program order. */
export function callsOf(structure: Block): CallPlace[] {
  const places: CallPlace[] = [];
  const visit = (block: Block, maps: readonly NodeId[]): void => {
    for (const node of block) {
      if (node.kind === "call") places.push({ call: node, maps });
      else if (node.kind === "if") for (const side of [node.then, node.otherwise]) visit(side, maps);
      else if (node.kind === "try") for (const side of [node.body, node.handler]) visit(side, maps);
      else if (node.kind === "map") visit(node.body, [...maps, node.id]);
      else if (node.kind === "loop") visit(node.body, maps);
    }
  };
  visit(structure, []);
  return places;
}
