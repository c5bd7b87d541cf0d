// A run as people and programs read it, derived from its records alone, whatever engine made them.
import type {
  AcceleratorRecord,
  Artifact,
  AttemptRecord,
  Digest,
  ErrorRecord,
  IndexPath,
  Json,
  JsonObject,
  KeyParts,
  Metric,
  NodeId,
  Plan,
  Resources,
  StepName,
  StepPlan,
  Store,
  Task,
} from "../contract/index.js";
import type { InstanceState, Interpreter } from "../interpreter/index.js";
import { encodeText } from "../values/index.js";
import { answersFrom } from "./answers.js";
import { callsOf } from "./calls.js";
import { firstError } from "./first-error.js";
import { mapParallel } from "./parallel.js";
import { type RunRecords, readRecords, recordKey } from "./records.js";

/** `unfinished`: it runs, or was interrupted; records cannot tell which. */
export type RunStatus = "succeeded" | "failed" | "unfinished";

export interface RunView {
  readonly run: string;
  readonly pipeline: string;
  readonly status: RunStatus;
  readonly engine: string;
  readonly plan: Digest;
  readonly parameters: JsonObject;
  readonly startedAt: string;
  /** From the start to the result, or to the end of the last attempt. */
  readonly durationMs: number;
  /** Extended JSON with artifact tags; null where the run has not succeeded. */
  readonly result: Json | null;
  /** The first in program order. */
  readonly error: RunError | null;
  /** Instances in program order, then by index. Gates only where they failed. */
  readonly nodes: readonly NodeView[];
}

export interface RunError extends Partial<ErrorRecord> {
  /** Null: no node's; an expression of the pipeline's own. */
  readonly node: string | null;
  readonly index: IndexPath;
  readonly message: string;
}

export interface NodeView {
  readonly node: string;
  /** Null for gates. */
  readonly step: string | null;
  readonly index: IndexPath;
  readonly state: InstanceState;
  /** It failed or was not run, and a `try` around it caught that: it does not fail the run. */
  readonly caught: boolean;
  readonly attempts: number;
  /** Of the last attempt; 0 where there is none. */
  readonly durationMs: number;
  readonly outputs: Artifact | null;
  readonly metrics: readonly Metric[];
  readonly error: ErrorRecord | null;
  readonly key: KeyParts | null;
  readonly reusedFrom: AttemptRecord["reusedFrom"] | null;
  readonly log: AttemptRecord["log"] | null;
  /** What its last attempt got of accelerators; null where it asks for none and loads no tfjs. */
  readonly accelerator: AcceleratorRecord | null;
  /** Why it has not ended, as far as records can tell; null where it has. */
  readonly waiting: Waiting | null;
  /** Where the author calls the step, relative to the project. */
  readonly at: { readonly file: string; readonly line: number; readonly column: number } | null;
}

/**
 * `need`: for another node. `start`: nothing that it needs is missing: its task runs, or the engine has yet to start it, on a machine of
 * `pool` (null: of no pool).
 */
export type Waiting =
  | { readonly for: "need"; readonly node: string; readonly index: IndexPath }
  | { readonly for: "start"; readonly pool: string | null; readonly image: string | null; readonly resources: Resources };

/** Reads one run, or null where the store has no such run. */
export async function readRun(store: Store, pipeline: string, run: string): Promise<RunView | null> {
  const records = await readRecords(store, pipeline, run);
  return records ? viewOf(store, records) : null;
}

/** Derives the view of a run from its records. */
export async function viewOf(store: Store, records: RunRecords): Promise<RunView> {
  const { run, plan, result } = records;
  const interpreter = await answersFrom(store, records);
  const steps = new Map<string, string>(callsOf(plan.structure).map(({ call }) => [call.id, call.step]));
  const nodes: NodeView[] = [];
  for (const node of programOrder(plan)) {
    const indexes = (await interpreter.instances(node as NodeId)) ?? recordedIndexes(records, node);
    const known = indexes.length > 0 || steps.has(node) ? indexes : [[]];
    const views = await mapParallel(known, 32, (index) => nodeView(interpreter, records, node, steps.get(node) ?? null, index));
    // A fan-out without items counts as one skipped, or not run, instance.
    if (known.length === 0) views.push(await nodeView(interpreter, records, node, steps.get(node) ?? null, []));
    nodes.push(...views);
  }
  const status = result?.status === "failed" ? "failed" : await statusOf(interpreter, plan, nodes);
  return {
    run: run.run,
    pipeline: run.pipeline,
    status,
    engine: run.engine,
    plan: run.plan,
    parameters: run.parameters,
    startedAt: run.startedAt,
    durationMs: Math.max(0, endedAt(records) - Date.parse(run.startedAt)),
    result: status !== "succeeded" ? null : result?.status === "succeeded" ? result.value : await resultOf(interpreter),
    error: status === "succeeded" ? null : await firstError(interpreter, records, nodes),
    nodes: nodes.filter((node) => node.step !== null || node.state === "failed"),
  };
}

async function nodeView(
  interpreter: Interpreter,
  records: RunRecords,
  node: string,
  step: string | null,
  index: IndexPath,
): Promise<NodeView> {
  const record = records.last.get(recordKey(node, index));
  const state = await interpreter.state(node as NodeId, index);
  const hasTrouble = state === "failed" || state === "not-run";
  return {
    node,
    step,
    index,
    state,
    caught: hasTrouble && (await interpreter.isCaught(node as NodeId, index)),
    attempts: records.attempts.get(recordKey(node, index)) ?? 0,
    durationMs: record?.durationMs ?? 0,
    outputs: record?.output ?? null,
    metrics: record?.metrics ?? [],
    error: record?.error ?? null,
    key: record?.key ?? null,
    reusedFrom: record?.reusedFrom ?? null,
    log: record?.log ?? null,
    accelerator: record?.accelerator ?? null,
    waiting: state === "pending" ? await waitingOf(interpreter, records.plan, node, step, index) : null,
    at: records.source.nodes[node] ?? null,
  };
}

async function waitingOf(
  interpreter: Interpreter,
  plan: Plan,
  node: string,
  step: string | null,
  index: IndexPath,
): Promise<Waiting> {
  const decision = await interpreter.decide(node as NodeId, index);
  if (decision.kind === "pending") return { for: "need", node: decision.because.node, index: decision.because.index };
  const {
    pool,
    machine,
    image = null,
    resources = {},
  } = (step !== null && plan.steps[step as StepName]) || ({} as Partial<StepPlan>);
  return { for: "start", pool: pool ?? machine ?? null, image, resources };
}

/** Calls and gates, as the wiring orders them; a block's calls where the block stands. */
function programOrder(plan: Plan): string[] {
  const calls = callsOf(plan.structure);
  const inside = (compound: NodeId | undefined) =>
    calls.filter((place) => compound !== undefined && place.around.includes(compound));
  const order = plan.wiring.tasks.flatMap((task): string[] =>
    task.kind === "block" ? inside(task.node).map(({ call }) => call.id) : [task.node ?? task.id],
  );
  return [...new Set([...order, ...calls.map(({ call }) => call.id)])];
}

function recordedIndexes({ last }: RunRecords, node: string): IndexPath[] {
  const found = [...last.values()].filter((record) => record.node === node).map((record) => record.index);
  return found.sort((a, b) => a.map((position, at) => position - (b[at] ?? 0)).find((order) => order !== 0) ?? 0);
}

/** Where no gate has written it, it is what the records say. */
async function resultOf(interpreter: Interpreter): Promise<Json> {
  return JSON.parse(encodeText(await interpreter.result(), { at: "result" })) as Json;
}

/**
 * By rule 8. Expressions and throws outside of blocks are some call's or gate's, and show in its state; inside a block no record
 * tells of them, so that blocks are looked through.
 */
async function statusOf(interpreter: Interpreter, plan: Plan, nodes: readonly NodeView[]): Promise<RunStatus> {
  const blocks: { readonly failed: boolean; readonly pending: boolean }[] = [];
  for (const task of plan.wiring.tasks) if (task.kind === "block") blocks.push(await blockState(interpreter, task));
  if (blocks.some((block) => block.pending) || nodes.some((node) => node.state === "pending")) return "unfinished";
  const hasFailed = (node: NodeView): boolean => (node.state === "failed" || node.state === "not-run") && !node.caught;
  return blocks.some((block) => block.failed) || nodes.some(hasFailed) ? "failed" : "succeeded";
}

async function blockState(
  interpreter: Interpreter,
  task: Task,
): Promise<{ readonly failed: boolean; readonly pending: boolean }> {
  let failed = false;
  for (const index of (await interpreter.instances(task.id)) ?? []) {
    const { causes, pending } = await interpreter.troubles(task.node as NodeId, index);
    if (pending) return { failed, pending };
    failed ||= causes.length > 0 && !(await interpreter.isCaught(task.id, index));
  }
  return { failed, pending: false };
}

function endedAt({ run, result, last }: RunRecords): number {
  if (result) return Date.parse(result.finishedAt);
  return Math.max(
    Date.parse(run.startedAt),
    ...[...last.values()].map((record) => Date.parse(record.startedAt) + record.durationMs),
  );
}
