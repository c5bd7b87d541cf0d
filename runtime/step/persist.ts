// Further attempts of a task in one process, for engines that know none.
import { setTimeout as sleep } from "node:timers/promises";
import { exitCode, type RetryPolicy } from "../contract/index.js";
import { retryDelaySeconds } from "./retry.js";
import type { TaskOutcome } from "./task.js";

/** How often a store that cannot be reached is tried again, and after how long. */
const storeTries = 3;
const storeSeconds = 5;

/** Tries again until the task has ended for good, with the policy's waits between; what the store did is no attempt of the step. */
export async function persistently(
  policy: RetryPolicy,
  attempt: () => Promise<TaskOutcome>,
  stopped: () => boolean = () => false,
): Promise<TaskOutcome> {
  for (let failures = 0, lost = 0; ; ) {
    const outcome = await attempt();
    const seconds = outcome.exit === exitCode.store ? lostDelay(lost) : failedDelay(policy, outcome, failures + 1);
    if (seconds === null || stopped()) return outcome;
    if (outcome.exit === exitCode.store) lost++;
    else failures++;
    await sleep(seconds * 1000);
    if (stopped()) return outcome;
  }
}

const lostDelay = (lost: number): number | null => (lost < storeTries ? storeSeconds : null);

/** Null where no attempt is left of anything that failed. */
function failedDelay(policy: RetryPolicy, { exit, items }: TaskOutcome, failures: number): number | null {
  if (exit !== exitCode.failed) return null;
  const failed = items.filter(({ state }) => state === "failed");
  if (failed.length > 0 && failed.every(({ final }) => final === true)) return null;
  return retryDelaySeconds(policy, failures);
}
