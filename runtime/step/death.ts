// What is written for an attempt whose process died: the record that it could not write itself.
import {
  type AcceleratorRecord,
  type AttemptRecord,
  digestOf,
  type ErrorRecord,
  exitCode,
  keys,
  type Store,
} from "../contract/index.js";
import { msSince } from "./clock.js";
import type { Log } from "./log.js";
import { commitRecord } from "./records.js";
import type { CallInstance, ItemOutcome, TaskEvent, TaskOutcome } from "./task.js";
import { outcomeOf, processEnvironment } from "./task-context.js";

export interface Death {
  /** What ran when the process died. */
  readonly attempt: Extract<TaskEvent, { kind: "started" }> | null;
  /** Instances whose attempt has ended in this process, well or not. */
  readonly ended: readonly CallInstance[];
  /** It was killed because its time was over. */
  readonly timedOut: boolean;
  readonly log: Log;
  /** What it had told of accelerators. */
  readonly accelerator: AcceleratorRecord | undefined;
  /** "signal SIGKILL", "exit code 1". */
  readonly how: string;
}

/** Commits the failed attempt; where the process managed to before it died, its own record stands. */
export async function recordDeath(store: Store, run: string, death: Death, stopped: boolean): Promise<ItemOutcome> {
  const { attempt } = death;
  if (!attempt) throw new Error("zenc: nothing ran when the process died.");
  const error = errorOf(death, stopped);
  const { bytes, truncated } = death.log.read();
  const digest = digestOf(bytes);
  if (bytes.length > 0) await store.put(keys.object(digest), bytes);
  const record: AttemptRecord = {
    format: 1,
    node: attempt.node,
    index: attempt.index,
    attempt: attempt.attempt,
    state: "failed",
    final: attempt.final && error.cause !== "terminated",
    key: attempt.key,
    output: null,
    error,
    startedAt: attempt.startedAt,
    durationMs: Math.max(0, Date.now() - Date.parse(attempt.startedAt)),
    metrics: [],
    ...(bytes.length > 0 ? { log: { digest, bytes: bytes.length, truncated } } : {}),
    ...(death.accelerator ? { accelerator: death.accelerator } : {}),
    environment: processEnvironment(),
  };
  return outcomeOf(await commitRecord(store, attempt.pipeline, run, record));
}

function errorOf({ attempt, timedOut, how }: Death, stopped: boolean): ErrorRecord {
  if (timedOut) {
    const message = `The step took longer than its timeout of ${attempt?.timeoutSeconds} s; it and what it had started were killed.`;
    return { cause: "timeout", name: "Timeout", message, fatal: false };
  }
  if (stopped) return { cause: "terminated", name: "Terminated", message: "The engine stopped the step.", fatal: false };
  const hint = how === "signal SIGKILL" ? " Often the machine's memory was full." : "";
  return {
    cause: "step",
    name: "ProcessEnded",
    message: `The step's process ended while the step ran (${how}).${hint}`,
    fatal: false,
  };
}

/** The outcome of a task that left no record. */
export function crashOutcome(exit: number, cause: ErrorRecord["cause"], message: string, began: number): TaskOutcome {
  const name = exit === exitCode.terminated ? "Terminated" : "ProcessEnded";
  const durationMs = msSince(began);
  return { exit, state: "failed", publications: {}, error: { cause, name, message, fatal: false }, durationMs, items: [] };
}
