// How often each task of a plan is tried.
import type { NodeId, Plan, RetryPolicy, StepName, Task } from "../../runtime/contract/index.js";
import { callsOf } from "../../runtime/history/index.js";

const once: RetryPolicy = { limit: 0, delaySeconds: 0, backoff: 1 };

/** The retry policy of each task: its step's; gates and blocks have none. */
export function policiesOf(plan: Plan): (task: Task) => RetryPolicy {
  const steps = new Map<NodeId, StepName>(callsOf(plan.structure).map(({ call }) => [call.id, call.step]));
  return (task) => {
    const step = task.node === undefined ? undefined : steps.get(task.node);
    return (step === undefined ? undefined : plan.steps[step]?.retries) ?? once;
  };
}
