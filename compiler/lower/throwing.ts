// Nodes that hold a `throw`: what stands after them in the same statement must not start where it was reached.
import type { StructureNode } from "../../runtime/contract/index.js";
import { isConstant } from "./exits.js";
import type { Frame } from "./frame.js";
import { orderThrowing } from "./order.js";

/** Notes which of the nodes, just appended, may have thrown. */
export function markThrowing(frame: Frame, nodes: readonly StructureNode[]): void {
  const thrown = frame.environment.get(frame.flow.thrown);
  if (!thrown || isConstant(thrown, false)) return;
  const throwing = nodes.filter(holdsThrow).map((node) => node.id);
  frame.order = orderThrowing(frame.order, throwing);
}

/** Whether a `throw` is inside that nothing inside catches. */
export function holdsThrow(node: StructureNode): boolean {
  switch (node.kind) {
    case "throw":
      return true;
    case "if":
      return node.then.some(holdsThrow) || node.otherwise.some(holdsThrow);
    case "try":
      return node.handler.some(holdsThrow);
    case "map":
    case "loop":
      return node.body.some(holdsThrow);
    default:
      return false;
  }
}
