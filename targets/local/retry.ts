// How long a failed attempt waits for the next.
import type { RetryPolicy } from "../../runtime/contract/index.js";

/** Milliseconds to wait after attempt `attempt` (from 1) has failed, or null where the policy has no attempt left. */
export function retryDelay(policy: RetryPolicy, attempt: number): number | null {
  if (attempt > policy.limit) return null;
  const seconds = policy.delaySeconds * policy.backoff ** (attempt - 1);
  return Math.min(seconds, policy.maxDelaySeconds ?? Number.POSITIVE_INFINITY) * 1000;
}
