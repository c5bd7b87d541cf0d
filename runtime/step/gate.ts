// A gate's work: evaluate what no step process is sure to evaluate, and leave a record of it like a node's.
import { type AttemptRecord, type IndexPath, type Json, keys, type ResultRecord, type Task } from "../contract/index.js";
import { ExpressionError } from "../interpreter/index.js";
import { encodeText } from "../values/index.js";
import { msSince, now } from "./clock.js";
import { errorRecordOf } from "./error-record.js";
import type { ItemOutcome } from "./task.js";
import { outcomeOf, processEnvironment, type TaskContext } from "./task-context.js";

/** Runs a gate that is to run; its record is committed when this resolves. */
export async function runGate(
  context: TaskContext,
  task: Task,
  index: IndexPath,
  earlier: readonly AttemptRecord[],
): Promise<ItemOutcome> {
  const began = now();
  const startedAt = new Date().toISOString();
  const thrown = await work(context, task, index);
  const error = thrown ? await errorRecordOf(thrown.error, "expression", context.store, true) : undefined;
  const outcome = task.catches === undefined || error ? undefined : await context.interpreter.outcome(task.catches, index);
  const record = await context.records.commit({
    format: 1,
    node: task.id,
    index,
    attempt: earlier.length + 1,
    state: error ? "failed" : "succeeded",
    final: error !== undefined,
    key: null,
    output: null,
    ...(error ? { error } : {}),
    ...(outcome ? { outcome } : {}),
    startedAt,
    durationMs: msSince(began),
    metrics: [],
    environment: processEnvironment(),
  });
  return outcomeOf(record);
}

/** What was thrown, or null. */
async function work(
  { interpreter, store, plan, request }: TaskContext,
  task: Task,
  index: IndexPath,
): Promise<{ error: unknown } | null> {
  try {
    for (const node of task.evaluates) {
      const cause = await interpreter.check(node, index);
      if (cause?.kind === "expression") return { error: cause.error };
    }
    for (const publication of task.publishes) {
      if (publication.kind === "boolean") await interpreter.evaluate(publication.value, index, task.id);
      if (publication.kind === "count") await interpreter.count(publication.fanOut, index);
    }
    if (task.evaluatesResult) {
      const value = JSON.parse(encodeText(await interpreter.result(), { at: "result" })) as Json;
      const result: ResultRecord = { format: 1, status: "succeeded", value, finishedAt: new Date().toISOString() };
      await store.create(keys.result(plan.pipeline, request.run), Buffer.from(JSON.stringify(result)));
    }
    return null;
  } catch (error) {
    if (error instanceof ExpressionError) return { error: error.error };
    throw error;
  }
}
