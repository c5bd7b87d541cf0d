// Runs one task of a plan in this process: reads, decides, runs, commits, publishes.
import {
  type AttemptRecord,
  type CallNode,
  type ErrorRecord,
  exitCode,
  type GlueModule,
  type IndexPath,
  type Plan,
  type StructureNode,
  type Task,
} from "../contract/index.js";
import { type Answers, createInterpreter, type Table } from "../interpreter/index.js";
import { isStoreError } from "../stores/index.js";
import { loadValue } from "../values/index.js";
import { runBlocks } from "./block.js";
import { answersInBlock, createBlockAnswers } from "./block-answers.js";
import { isLastOfBody, shareOf, stateOfAll, verdictOfChunk, verdictOfOne } from "./chunk.js";
import { msSince, now } from "./clock.js";
import { importCode, ownFrom } from "./code.js";
import { fatal, misuse, TaskFailure } from "./failure.js";
import { runItem, settledOutcome } from "./item.js";
import { recordLost } from "./lost.js";
import { publish } from "./publish.js";
import { openRecords } from "./records.js";
import { ensureRun } from "./run-record.js";
import { createSession } from "./session.js";
import type { ItemOutcome, TaskHooks, TaskOutcome, TaskRequest } from "./task.js";
import type { TaskContext } from "./task-context.js";

/**
 * Runs one instance of a task, and resolves with what became of it, whatever it was: nothing is thrown. A timeout is
 * enforced by the supervisor, from outside: use `startWorker` for steps that have one.
 */
export async function runTask(request: TaskRequest, hooks: TaskHooks = {}): Promise<TaskOutcome> {
  const began = now();
  const outcome = await attemptTask(request, hooks).catch(failureOf);
  return { ...outcome, durationMs: msSince(began) };
}

async function attemptTask(request: TaskRequest, hooks: TaskHooks): Promise<TaskOutcome> {
  const session = hooks.session ?? createSession();
  const store = hooks.store ?? (await session.store(request.store));
  const { plan, table } = await session.plan(store, request.plan);
  const task = table.tasks.get(request.task);
  if (!task) throw misuse(`The plan of "${plan.pipeline}" has no task "${request.task}".`);
  const run = await ensureRun(store, plan, request);
  const records = openRecords(store, plan.pipeline, request.run);
  const block = blockOf(table, task);
  const answers: Answers = {
    parameters: run.parameters,
    record: records.last,
    load: (artifact) => loadValue(artifact, store, "value", ownFrom(store)),
    glue: () => importGlue(plan, store),
  };
  const inBlock = block && createBlockAnswers(table, block.id);
  const interpreter = createInterpreter(plan, inBlock ? answersInBlock(answers, inBlock) : answers, table);
  const found: TaskContext = {
    request,
    session,
    store,
    plan,
    run,
    records,
    interpreter,
    interpretAnew: () => createInterpreter(plan, answers, table),
    signal: hooks.signal,
    tell: hooks.onEvent ?? (() => {}),
  };
  const share = await shareOf(plan, interpreter, task, request.index);
  const lost = task.catches !== undefined && (await recordLost(found, task, share.items));
  const context = lost ? { ...found, interpreter: found.interpretAnew() } : found;
  const items =
    block && inBlock
      ? await runBlocks(context, task, block, inBlock, share.items)
      : await runAll(context, task, callOf(table, task), share.items);
  if (hooks.signal?.aborted) return terminated(items);
  const { exit, fatal: message } =
    share.chunked || !items[0] ? verdictOfChunk(items, isLastOfBody(plan, task)) : verdictOfOne(items[0]);
  const publications = exit === exitCode.done ? await publish(context, task.publishes, items, request.index) : {};
  const skipped = exit === exitCode.done && task.whenEnded === true && items.every((item) => item.state === "skipped");
  const [only] = items.length === 1 ? items : [];
  const error = only?.error ?? items.find((item) => item.error)?.error;
  return {
    exit: skipped ? exitCode.skipped : exit,
    state: stateOfAll(items),
    publications: message === undefined ? publications : { ...publications, fatal: message },
    ...(only?.attempt === undefined ? {} : { attempt: only.attempt }),
    ...(only?.final === undefined ? {} : { final: only.final }),
    ...(error ? { error } : {}),
    durationMs: 0,
    items,
  };
}

/** One after another. Of a chunk that is tried again only those items run that have an attempt left; if none has, all that failed. */
async function runAll(
  context: TaskContext,
  task: Task,
  call: CallNode | null,
  paths: readonly IndexPath[],
): Promise<readonly ItemOutcome[]> {
  const node = call?.id ?? task.id;
  const before: (readonly AttemptRecord[])[] = [];
  for (const path of paths) before.push(await context.records.attempts(node, path));
  const open = (attempts: readonly AttemptRecord[]) =>
    !attempts.at(-1) || (attempts.at(-1)?.state === "failed" && !attempts.at(-1)?.final);
  const resuming = before.some(open) || context.request.settled !== undefined;
  const outcomes: ItemOutcome[] = [];
  for (const [position, index] of paths.entries()) {
    const attempts = before[position] ?? [];
    const known = await settledOutcome(context, node, index, attempts, resuming && paths.length > 1);
    outcomes.push(known ?? (await runItem(context, { task, call, index, items: paths.length }, attempts)));
    if (context.signal?.aborted) break;
  }
  return outcomes;
}

function callOf(table: Table, task: Task): CallNode | null {
  if (task.kind === "gate") return null;
  const found = task.node === undefined ? undefined : table.nodes.get(task.node)?.node;
  if (found?.kind !== "call") throw new Error(`zenc: the plan has no call "${task.node}" for the task "${task.id}".`);
  return found;
}

function blockOf(table: Table, task: Task): StructureNode | null {
  if (task.kind !== "block") return null;
  const found = task.node === undefined ? undefined : table.nodes.get(task.node)?.node;
  if (found?.kind !== "map" && found?.kind !== "loop")
    throw new Error(`zenc: the plan has no fan-out or loop "${task.node}" for the block "${task.id}".`);
  return found;
}

/** The module of the plan's own expressions. */
export async function importGlue(plan: Plan, store: TaskContext["store"]): Promise<GlueModule> {
  if (plan.glue === null) throw fatal(`The plan of "${plan.pipeline}" has no glue module, but uses one.`);
  try {
    return (await importCode(store, plan.glue)) as GlueModule;
  } catch (error) {
    if (error instanceof TaskFailure || isStoreError(error)) throw error;
    throw fatal(`The module of the pipeline's own expressions cannot be loaded: ${(error as Error)?.message ?? error}`);
  }
}

function terminated(items: readonly ItemOutcome[]): TaskOutcome {
  const error: ErrorRecord = { cause: "terminated", name: "Terminated", message: "The engine stopped the task.", fatal: false };
  return { exit: exitCode.terminated, state: "failed", publications: {}, error, durationMs: 0, items };
}

/** What ended the task without an attempt. */
export function failureOf(thrown: unknown): TaskOutcome {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const exit = thrown instanceof TaskFailure ? thrown.exit : isStoreError(thrown) ? exitCode.store : exitCode.failed;
  const hopeless = exit === exitCode.fatal || exit === exitCode.usage;
  const record: ErrorRecord = {
    cause: "internal",
    name: error.name,
    message: error.message,
    // zenc's own fault is told with its place; what the user can mend is told by its message.
    ...(exit === exitCode.failed && error.stack ? { stack: error.stack } : {}),
    fatal: hopeless,
  };
  return {
    exit,
    state: "failed",
    publications: hopeless ? { fatal: error.message } : {},
    error: record,
    durationMs: 0,
    items: [],
  };
}
