// How often each task of a plan is tried.
import {
  blocksOf,
  type NodeId,
  type Plan,
  type RetryPolicy,
  type StructureNode,
  type Task,
} from "../../runtime/contract/index.js";

const once: RetryPolicy = { limit: 0, delaySeconds: 0, backoff: 1 };

/**
 * The retry policy of each task: its step's; of a block, that of the step inside with the most attempts, for a start that ends
 * without telling (its calls are tried again by itself). Gates have none.
 */
export function policiesOf(plan: Plan): (task: Task) => RetryPolicy {
  const policies = new Map<NodeId, RetryPolicy>();
  const most = (nodes: readonly StructureNode[]): RetryPolicy => {
    let found = once;
    for (const node of nodes) {
      const own = node.kind === "call" ? plan.steps[node.step]?.retries : most(blocksOf(node).flatMap(({ block }) => block));
      policies.set(node.id, own ?? once);
      if (own && own.limit > found.limit) found = own;
    }
    return found;
  };
  most(plan.structure);
  return (task) => (task.node === undefined ? undefined : policies.get(task.node)) ?? once;
}
