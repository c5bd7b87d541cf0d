// One attempt of a step call: reuse its result or run its function, store what it returns, commit one record.
import { mkdtempSync, rmdirSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type AcceleratorRecord,
  type Artifact,
  type AttemptRecord,
  digestOf,
  type ErrorRecord,
  keys,
  type Metric,
  type StepModule,
  type StepName,
  type StepPlan,
  type Store,
} from "../contract/index.js";
import { isStoreError } from "../stores/index.js";
import { isValueError, materialize, type OwnSource, writeValue } from "../values/index.js";
import { acceleratorsOf } from "./accelerators.js";
import { beginAttempt, type Call, reuseResult } from "./begin.js";
import { rememberResult } from "./cached.js";
import { importCode, ownFrom } from "./code.js";
import { errorRecordOf } from "./error-record.js";
import { AttemptFailure, TaskFailure } from "./failure.js";
import { createLog, type Log } from "./log.js";
import { numbersOf } from "./numbers.js";
import { seededRandom } from "./random.js";
import { within } from "./surroundings.js";
import type { ItemOutcome } from "./task.js";
import { outcomeOf, type TaskContext } from "./task-context.js";
import { withEngine } from "./tfjs-engine.js";
import { violationsOf } from "./validator.js";

export interface StepCall extends Call {
  /** Items of the task. */
  readonly items: number;
  readonly block?: true;
}

/** Runs a call that is to run; its record is committed when this resolves. */
export async function runAttempt(context: TaskContext, call: StepCall): Promise<ItemOutcome> {
  const { store, plan, records, request } = context;
  const { node, index } = call;
  const begun = await beginAttempt(context, call);
  const reused = await reuseResult(context, begun);
  if (reused) return outcomeOf(reused);
  const { step, values, base, cached, spent } = begun;
  const { key } = base;

  // An attempt that the engine stopped is no fault of the step's, and counts for nothing.
  const failures = call.earlier.filter((record) => record.error?.cause !== "terminated").length;
  const final = failures >= step.retries.limit;
  context.tell({
    kind: "started",
    pipeline: plan.pipeline,
    node,
    index,
    attempt: base.attempt,
    final,
    key,
    startedAt: base.startedAt,
    ...(step.timeoutSeconds === undefined ? {} : { timeoutSeconds: step.timeoutSeconds }),
    items: call.items,
    ...(call.block ? { block: true as const } : {}),
  });
  const log = createLog();
  const metrics: Metric[] = [];
  const result = await perform(context, call, step, { values, key: key.key, log, metrics });
  const kept = await storeLog(context, log);
  const record: AttemptRecord = {
    ...base,
    ...(result.error
      ? {
          state: "failed",
          final: final && result.error.cause !== "terminated" ? true : result.error.fatal,
          output: null,
          error: result.error,
        }
      : { state: "succeeded", final: false, output: result.output }),
    metrics,
    durationMs: spent(),
    ...(kept ? { log: kept } : {}),
    ...(result.accelerator ? { accelerator: result.accelerator } : {}),
  };
  const written = await records.commit(record);
  context.tell({ kind: "ended", node, index, attempt: base.attempt });
  if (written === record && record.output && cached) {
    const at = new Date().toISOString();
    await rememberResult(store, key.key, { format: 1, output: record.output, metrics, run: request.run, node, index, at });
  }
  return outcomeOf(written);
}

interface Given {
  readonly values: readonly unknown[];
  readonly key: Parameters<typeof keys.cache>[0];
  readonly log: Log;
  readonly metrics: Metric[];
}
type Result = { readonly accelerator: AcceleratorRecord | undefined } & (
  | { readonly output: Artifact; readonly error?: undefined }
  | { readonly error: ErrorRecord }
);

/** Runs the function and stores what it returns. Rejects for what is not the step's fault: the store, damaged code. */
async function perform(
  context: TaskContext,
  call: StepCall,
  step: StepPlan,
  { values, key, log, metrics }: Given,
): Promise<Result> {
  const { store, tell, signal } = context;
  const { index } = call;
  const scratch = mkdtempSync(join(tmpdir(), "zenc-"));
  const onFound = (accelerator: AcceleratorRecord) => tell({ kind: "accelerator", index, accelerator });
  const accelerators = acceleratorsOf(context, call.step, step.resources.gpu, onFound);
  try {
    checkSecrets(call.step, step);
    const around = {
      seed: key,
      env: step.env,
      log,
      signal,
      onLog: (text: string) => tell({ kind: "log", index, text }),
      onMetric: (metric: Metric) => {
        metrics.push(metric);
        tell({ kind: "metric", index, metric });
      },
      onProgress: (done: number, total: number | undefined, label: string | undefined) =>
        tell({
          kind: "progress",
          index,
          done,
          ...(total === undefined ? {} : { total }),
          ...(label === undefined ? {} : { label }),
        }),
    };
    const work = async () => {
      await accelerators.check();
      const module = (await importCode(store, step.code, step.libraries)) as unknown as StepModule;
      await accelerators.chooseBackend(module);
      const libraries = module.libraries;
      const place = { store, scratch, own: ownOf(module, store), ...(libraries ? { libraries } : {}) };
      const own = (await materialize(values, place)) as never[];
      // From the start: loading a library takes random numbers, and a warm process has it loaded already.
      Math.random = seededRandom(key);
      const value: unknown = await module.default(...own);
      if (step.validator) await checkOutput(context, call.step, step.validator, value);
      if (step.kind === "evaluator") metrics.push(...numbersOf(value, call.step));
      return writeValue(value, step.output, place);
    };
    const watched = () => work().finally(accelerators.close);
    const output = await within(around, () => withEngine(step.libraries?.join(" ") ?? step.code, watched));
    return { output, accelerator: accelerators.record() };
  } catch (error) {
    if (error instanceof TaskFailure || isStoreError(error)) throw error;
    const unfit = isValueError(error);
    const record = await errorRecordOf(error, unfit ? "output" : "step", store, unfit);
    return { error: record, accelerator: accelerators.record() };
  } finally {
    await removeScratch(scratch);
  }
}

/** The author's materializers as the step's own module holds them, so that both know the same classes. */
function ownOf({ materializers = [] }: StepModule, store: Store): OwnSource {
  const known = new Map(materializers);
  return async (which) => known.get(which.code) ?? ownFrom(store)(which);
}

/** Empty as a rule, and then the first is quicker. What cannot be removed is left to the system. */
async function removeScratch(folder: string): Promise<void> {
  try {
    rmdirSync(folder);
  } catch {
    await rm(folder, { recursive: true, force: true }).catch(() => {});
  }
}

function checkSecrets(name: StepName, step: StepPlan): void {
  const missing = step.secrets.filter((secret) => process.env[secret] === undefined);
  if (missing.length === 0) return;
  const all = missing.map((secret) => `"${secret}"`).join(", ");
  throw new AttemptFailure(
    "step",
    "MissingSecret",
    `The step "${name}" needs the environment variable ${all}, which the engine does not set.`,
    true,
  );
}

async function checkOutput(
  { store }: TaskContext,
  name: StepName,
  validator: NonNullable<StepPlan["validator"]>,
  value: unknown,
): Promise<void> {
  const violations = await violationsOf(store, validator, value, "output");
  if (violations.length === 0) return;
  throw new AttemptFailure(
    "output",
    "OutputError",
    `The step "${name}" returned what does not fit its type: ${violations.join("; ")}.`,
    true,
  );
}

async function storeLog({ store }: TaskContext, log: Log): Promise<AttemptRecord["log"]> {
  const { bytes, truncated } = log.read();
  if (bytes.length === 0) return undefined;
  const digest = digestOf(bytes);
  await store.put(keys.object(digest), bytes);
  return { digest, bytes: bytes.length, truncated };
}
