// A block: one process walks a compound in program order, and runs each call when its turn comes.
import {
  type AttemptRecord,
  type Block,
  type CallNode,
  type ErrorRecord,
  exitCode,
  type IndexPath,
  type NodeId,
  type RetryPolicy,
  type StructureNode,
  type Task,
} from "../contract/index.js";
import type { Cause } from "../interpreter/index.js";
import { runAttempt } from "./attempt.js";
import type { BlockAnswers } from "./block-answers.js";
import { errorRecordOf } from "./error-record.js";
import { TaskFailure } from "./failure.js";
import { isSettled, notRun, waiting } from "./item.js";
import { retryDelaySeconds } from "./retry.js";
import type { ItemOutcome } from "./task.js";
import { outcomeWithout, type TaskContext } from "./task-context.js";

interface BlockItem {
  readonly task: Task;
  readonly compound: StructureNode;
  readonly index: IndexPath;
  readonly answers: BlockAnswers;
}

/** Runs instances of a block, one after another: all calls of each, with records of their own. What was begun before goes on. */
export async function runBlocks(
  context: TaskContext,
  task: Task,
  compound: StructureNode,
  answers: BlockAnswers,
  paths: readonly IndexPath[],
): Promise<readonly ItemOutcome[]> {
  const outcomes: ItemOutcome[] = [];
  for (const index of paths) {
    outcomes.push(await runBlock(context, { task, compound, index, answers }));
    if (context.signal?.aborted) break;
  }
  return outcomes;
}

async function runBlock(context: TaskContext, item: BlockItem): Promise<ItemOutcome> {
  const { task, compound, index, answers } = item;
  const decision = await context.interpreter.decide(task.id, index);
  if (decision.kind === "skip") return outcomeWithout(index, "skipped");
  if (decision.kind === "pending") return outcomeWithout(index, "not-run", waiting(task.id, decision.because));
  if (decision.kind === "not-run") return outcomeWithout(index, "not-run", await notRun(context, task.id, decision.because));
  answers.open(index);
  await walk(context, answers, [compound], index, false);
  return context.signal?.aborted ? outcomeWithout(index, "not-run") : verdict(context, item);
}

/** Items and rounds one after another. `guarded`: in the body of a try of this block. */
async function walk(context: TaskContext, answers: BlockAnswers, nodes: Block, path: IndexPath, guarded: boolean): Promise<void> {
  for (const node of nodes) {
    if (context.signal?.aborted) return;
    switch (node.kind) {
      case "call":
        await runCall(context, answers, node, path, guarded);
        break;
      case "if":
        for (const side of [node.then, node.otherwise]) await walk(context, answers, side, path, guarded);
        break;
      case "try":
        await walk(context, answers, node.body, path, true);
        await walk(context, answers, node.handler, path, guarded);
        break;
      case "map":
      case "loop":
        for (let position = 0; await begins(context, node.id, [...path, position]); position++)
          await walk(context, answers, node.body, [...path, position], guarded);
        break;
    }
  }
}

/** An item or round does not begin after the engine has stopped the task: what stands before it has then not ended. */
const begins = async ({ signal, interpreter }: TaskContext, node: NodeId, index: IndexPath): Promise<boolean> =>
  !signal?.aborted && interpreter.begins(node, index);

/** One call, to its success or its last attempt; the waits between are spent here. */
async function runCall(
  context: TaskContext,
  answers: BlockAnswers,
  call: CallNode,
  index: IndexPath,
  guarded: boolean,
): Promise<void> {
  const { plan, records, interpreter, signal } = context;
  const decision = await interpreter.decide(call.id, index);
  if (decision.kind === "pending") throw new TaskFailure(exitCode.notRun, waiting(call.id as never, decision.because).message);
  if (decision.kind !== "run") return answers.settle(call.id, index, null);
  const attempts = [...(await records.attempts(call.id, index))];
  // Where nothing catches it, a start after the last failure is one more attempt, as it is for a task.
  const kept = attempts.at(-1)?.final === true && (guarded || (await stays(context, call.id, index)));
  for (let here = 0; ; here++) {
    const last = attempts.at(-1);
    if (last && (last.state !== "failed" || (last.final && (kept || here > 0)))) return answers.settle(call.id, index, last);
    const policy = plan.steps[call.step]?.retries;
    if (last && !last.final && policy) await pause(waitSeconds(policy, attempts), signal);
    if (signal?.aborted) return;
    await runAttempt(context, { node: call.id, step: call.step, index, earlier: attempts, items: 1, block: true });
    if (signal?.aborted) return;
    const record = await records.last(call.id, index);
    if (!record) throw new Error(`zenc: the attempt of "${call.id}" has left no record.`);
    attempts.push(record);
  }
}

/** Its last failure was in this very start, or was caught, and what followed from it may have happened already. */
async function stays(context: TaskContext, node: NodeId, index: IndexPath): Promise<boolean> {
  return isSettled(context, node, index) || context.interpretAnew().isCaught(node, index);
}

/** An attempt that the engine stopped counts for nothing, and is not waited after. */
function waitSeconds(policy: RetryPolicy, attempts: readonly AttemptRecord[]): number {
  if (attempts.at(-1)?.error?.cause === "terminated") return 0;
  const failures = attempts.filter((record) => record.error?.cause !== "terminated").length;
  return retryDelaySeconds(policy, failures) ?? 0;
}

function pause(seconds: number, signal: AbortSignal | undefined): Promise<void> {
  if (seconds === 0 || signal?.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, seconds * 1000);
    signal?.addEventListener("abort", done, { once: true });
  });
}

/** What the engine is told of it: failed for good where something inside did; not run where only what it needs did. */
async function verdict(context: TaskContext, { task, compound, index }: BlockItem): Promise<ItemOutcome> {
  const { interpreter } = context;
  const { causes } = await interpreter.troubles(compound.id, index);
  const inside = causes.find((cause) => interpreter.standsIn(cause, compound.id, index));
  if (inside) return { index, state: "failed", final: true, error: await errorOf(context, inside), durationMs: 0 };
  const [outside] = causes;
  if (outside) return outcomeWithout(index, "not-run", await notRun(context, task.id, outside));
  return { index, state: "succeeded", durationMs: 0 };
}

async function errorOf({ records, store }: TaskContext, cause: Cause): Promise<ErrorRecord> {
  if (cause.kind === "expression") return errorRecordOf(cause.error, "expression", store, true);
  const record = await records.last(cause.node, cause.index);
  if (!record?.error) throw new Error(`zenc: "${cause.node}" failed, but has no record.`);
  // No retry of the block helps: it has tried again itself.
  return { ...record.error, fatal: true };
}
