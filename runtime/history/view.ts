// A run as people and programs read it, derived from its records alone, whatever engine made them.
import type {
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
  Store,
} from "../contract/index.js";
import type { InstanceState, Interpreter } from "../interpreter/index.js";
import { encodeText } from "../values/index.js";
import { answersFrom } from "./answers.js";
import { callsOf } from "./calls.js";
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
  readonly attempts: number;
  /** Of the last attempt; 0 where there is none. */
  readonly durationMs: number;
  readonly outputs: Artifact | null;
  readonly metrics: readonly Metric[];
  readonly error: ErrorRecord | null;
  readonly key: KeyParts | null;
  readonly reusedFrom: AttemptRecord["reusedFrom"] | null;
  readonly log: AttemptRecord["log"] | null;
  /** Where the author calls the step, relative to the project. */
  readonly at: { readonly file: string; readonly line: number; readonly column: number } | null;
}

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
  const status = result?.status === "failed" ? "failed" : statusOf(nodes);
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
    error: status === "succeeded" ? null : await firstError(interpreter, nodes),
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
  return {
    node,
    step,
    index,
    state: await interpreter.state(node as NodeId, index),
    attempts: records.attempts.get(recordKey(node, index)) ?? 0,
    durationMs: record?.durationMs ?? 0,
    outputs: record?.output ?? null,
    metrics: record?.metrics ?? [],
    error: record?.error ?? null,
    key: record?.key ?? null,
    reusedFrom: record?.reusedFrom ?? null,
    log: record?.log ?? null,
    at: records.source.nodes[node] ?? null,
  };
}

/** Calls and gates, as the wiring orders them; then the calls that stand in blocks. */
function programOrder(plan: Plan): string[] {
  const order = plan.wiring.tasks.filter((task) => task.kind !== "block").map((task) => task.node ?? task.id) as string[];
  const calls = callsOf(plan.structure).map(({ call }) => call.id as string);
  return [...new Set([...order, ...calls])];
}

function recordedIndexes({ last }: RunRecords, node: string): IndexPath[] {
  const found = [...last.values()].filter((record) => record.node === node).map((record) => record.index);
  return found.sort((a, b) => a.map((position, at) => position - (b[at] ?? 0)).find((order) => order !== 0) ?? 0);
}

/** Where no gate has written it, it is what the records say. */
async function resultOf(interpreter: Interpreter): Promise<Json> {
  return JSON.parse(encodeText(await interpreter.result(), { at: "result" })) as Json;
}

function statusOf(nodes: readonly NodeView[]): RunStatus {
  if (nodes.some((node) => node.state === "pending")) return "unfinished";
  return nodes.some((node) => node.state === "failed" || node.state === "not-run") ? "failed" : "succeeded";
}

function endedAt({ run, result, last }: RunRecords): number {
  if (result) return Date.parse(result.finishedAt);
  return Math.max(
    Date.parse(run.startedAt),
    ...[...last.values()].map((record) => Date.parse(record.startedAt) + record.durationMs),
  );
}

/** The first failure in program order; where nothing failed but something was not run, the expression that threw. */
async function firstError(interpreter: Interpreter, nodes: readonly NodeView[]): Promise<RunError | null> {
  const failed = nodes.find((node) => node.state === "failed" && node.error !== null);
  if (failed?.error) return { node: failed.node, index: failed.index, ...failed.error };
  for (const { node, index, state } of nodes) {
    if (state !== "not-run") continue;
    const decision = await interpreter.decide(node as NodeId, index);
    if (decision.kind !== "not-run" || decision.because.kind !== "expression") continue;
    const { error } = decision.because;
    return {
      node: null,
      index,
      cause: "expression",
      name: error instanceof Error ? error.name : "Error",
      message: error instanceof Error ? error.message : String(error),
    };
  }
  return null;
}
