// What is at hand while one task runs.
import type { AttemptRecord, ErrorRecord, IndexPath, JsonObject, Plan, RunRecord, Store } from "../contract/index.js";
import type { Interpreter } from "../interpreter/index.js";
import type { Records } from "./records.js";
import type { Session } from "./session.js";
import type { ItemOutcome, TaskEvent, TaskRequest } from "./task.js";

export interface TaskContext {
  readonly request: TaskRequest;
  readonly session: Session;
  readonly store: Store;
  readonly plan: Plan;
  readonly run: RunRecord;
  readonly records: Records;
  readonly interpreter: Interpreter;
  /** Another interpreter, which knows nothing yet: for what must not be remembered. */
  interpretAnew(): Interpreter;
  readonly signal: AbortSignal | undefined;
  tell(event: TaskEvent): void;
}

/** The outcome that a record tells. */
export function outcomeOf(record: AttemptRecord): ItemOutcome {
  const { index, state, attempt, final, error, durationMs } = record;
  return { index, state, attempt, final, durationMs, ...(error ? { error } : {}) };
}

/** An instance that left no record. */
export function outcomeWithout(index: IndexPath, state: "skipped" | "not-run", error?: ErrorRecord): ItemOutcome {
  return { index, state, durationMs: 0, ...(error ? { error } : {}) };
}

/** Of this process, for records: shown, never compared. */
export const processEnvironment = (): JsonObject => ({ node: process.version, platform: `${process.platform}-${process.arch}` });
