// One instance of a task: look at its records, decide, and run it where it is to run.
import type { AttemptRecord, CallNode, ErrorRecord, IndexPath, NodeId, Task, TaskId } from "../contract/index.js";
import type { Cause } from "../interpreter/index.js";
import { runAttempt } from "./attempt.js";
import { errorRecordOf } from "./error-record.js";
import { runGate } from "./gate.js";
import type { ItemOutcome } from "./task.js";
import { outcomeOf, outcomeWithout, type TaskContext } from "./task-context.js";

export interface Item {
  readonly task: Task;
  /** Null for gates. */
  readonly call: CallNode | null;
  readonly index: IndexPath;
  readonly items: number;
}

/** Runs an instance that has no record that is done. `earlier` are its failed attempts. */
export async function runItem(context: TaskContext, item: Item, earlier: readonly AttemptRecord[]): Promise<ItemOutcome> {
  const { task, call, index, items } = item;
  const decision = await context.interpreter.decide(call?.id ?? task.id, index);
  switch (decision.kind) {
    case "skip":
      return outcomeWithout(index, "skipped");
    case "pending":
      return outcomeWithout(index, "not-run", waiting(task.id, decision.because));
    case "not-run":
      return outcomeWithout(index, "not-run", await notRun(context, task.id, decision.because));
    case "run":
      return call
        ? runAttempt(context, { node: call.id, step: call.step, index, earlier, items })
        : runGate(context, task, index, earlier);
  }
}

/**
 * The outcome that the records tell already, if the instance is not to run (again). `keepFinal`: not after its last attempt. A
 * failure that was caught stays, when a run goes on: what followed from it may have happened already.
 */
export async function settledOutcome(
  context: TaskContext,
  node: NodeId | TaskId,
  index: IndexPath,
  attempts: readonly AttemptRecord[],
  keepFinal: boolean,
): Promise<ItemOutcome | null> {
  const last = attempts.at(-1);
  if (!last) return null;
  if (last.state !== "failed" || isSettled(context, node, index) || (keepFinal && last.final)) return outcomeOf(last);
  if (!last.final || !last.error || !(await context.interpretAnew().isCaught(node, index))) return null;
  return { ...outcomeOf(last), error: { ...last.error, fatal: true } };
}

/** Whether an attempt of it has ended in this very start. */
export function isSettled({ request }: TaskContext, node: NodeId | TaskId, index: IndexPath): boolean {
  return request.settled?.some((one) => one.node === node && one.index.join(".") === index.join(".")) === true;
}

const nameOf = (node: NodeId | TaskId, index: IndexPath): string => `"${[node, ...index].join("/")}"`;

/** Why something cannot run yet, as an error. */
export function waiting(task: TaskId, because: { readonly node: NodeId | TaskId; readonly index: IndexPath }): ErrorRecord {
  const message = `"${task}" cannot run: ${nameOf(because.node, because.index)}, which it needs, has not ended.`;
  return { cause: "internal", name: "NotEnded", message, fatal: false };
}

/** Why something is not run, as an error. */
export async function notRun({ store }: TaskContext, task: TaskId, because: Cause): Promise<ErrorRecord> {
  if (because.kind === "node") {
    const message = `"${task}" is not run: ${nameOf(because.node, because.index)}, which it needs, failed.`;
    return { cause: "internal", name: "NotRun", message, fatal: true };
  }
  return errorRecordOf(because.error, "expression", store, true);
}
