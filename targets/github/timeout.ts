// How long a job may take, should its step process hang: the step process itself keeps the timeouts of steps.
import type { Plan, RetryPolicy, StepPlan, Task } from "../../runtime/contract/index.js";
import type { JobLayout } from "./layout.js";
import type { GithubOptions } from "./options.js";

/** What GitHub takes where nothing is said. */
export const defaultMinutes = 360;
/** For checkout, Node, the store. */
const marginMinutes = 10;

/** Minutes of a job. Blocks and chunks have any number of calls: theirs is the stack's, or longer. */
export function jobMinutes(
  job: JobLayout,
  plan: Pick<Plan, "timeoutSeconds">,
  options: GithubOptions,
  stepsOf: (task: Task) => readonly StepPlan[],
): number {
  const each = job.tasks.map((task) => secondsOf(task, stepsOf(task)));
  const known = each.every((seconds) => seconds !== null);
  const own = Math.ceil(each.reduce<number>((sum, seconds) => sum + (seconds ?? 0), 0) / 60) + marginMinutes;
  const isOpen = job.fanOut !== undefined || !known;
  const minutes = isOpen ? Math.max(options.timeoutMinutes, own) : own;
  return plan.timeoutSeconds === undefined ? minutes : Math.min(minutes, Math.ceil(plan.timeoutSeconds / 60));
}

/** Null: any time. */
function secondsOf({ kind }: Task, steps: readonly StepPlan[]): number | null {
  if (kind === "gate") return 0;
  const [step] = steps;
  if (kind === "block" || step?.timeoutSeconds === undefined) return null;
  const { limit } = step.retries;
  return step.timeoutSeconds * (limit + 1) + waits(step.retries);
}

function waits({ limit, delaySeconds, backoff, maxDelaySeconds = Number.POSITIVE_INFINITY }: RetryPolicy): number {
  return Array.from({ length: limit }, (_, k) => Math.min(delaySeconds * backoff ** k, maxDelaySeconds)).reduce(
    (a, b) => a + b,
    0,
  );
}
