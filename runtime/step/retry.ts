// How long to wait before another attempt.
import type { RetryPolicy } from "../contract/index.js";

/** Seconds to wait before attempt `attempt + 1`, after attempt `attempt` (from 1) failed; null where no attempt is left. */
export function retryDelaySeconds(policy: RetryPolicy, attempt: number): number | null {
  if (attempt > policy.limit) return null;
  const seconds = policy.delaySeconds * policy.backoff ** (attempt - 1);
  return Math.min(seconds, policy.maxDelaySeconds ?? Number.POSITIVE_INFINITY);
}
