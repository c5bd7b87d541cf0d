// The engine in the box: runs a Plan's wiring on warm worker processes of this machine, as any other engine would.
import { availableParallelism } from "node:os";
import type { Digest, JsonObject, Plan, Store, Task } from "../../runtime/contract/index.js";
import { type RunView, readRun } from "../../runtime/history/index.js";
import { ensureRun } from "../../runtime/step/index.js";
import { drive } from "./drive.js";
import type { RunEvent } from "./events.js";
import { policiesOf } from "./policy.js";
import type { Pool } from "./pool.js";
import { forgetUnfinished, writeResult } from "./result.js";
import { createSchedule, type ScheduleEvent } from "./schedule.js";

export type { RunEvent, TaskState } from "./events.js";

export interface RunRequest {
  /** In the store already, with all code that it names. */
  readonly plan: Plan;
  readonly digest: Digest;
  readonly store: Store;
  /** Of a run that has begun: goes on with it. */
  readonly run: string;
  /** As the user gave them; the first task validates them. */
  readonly parameters: JsonObject;
  /** False: nothing is reused. Default true. */
  readonly cache?: boolean;
  /** "optional": steps that ask for an accelerator run without where there is none. Default: they fail. */
  readonly accelerators?: "required" | "optional";
  /** Tasks that run at once. Default: the number of cores. The plan's own limit holds besides. */
  readonly maxParallel?: number;
  /** Stops the run: children end, records stay, the outcome is "interrupted". */
  readonly signal?: AbortSignal;
  /** The processes to run on; the caller stops them afterwards. An abort stops them too. */
  readonly pool: Pool;
  readonly onEvent?: (event: RunEvent) => void;
}

export interface RunOutcome {
  readonly status: "succeeded" | "failed" | "interrupted";
  /** The pipeline's own timeout is over; then the status is "failed". */
  readonly timedOut: boolean;
  /** As its records tell it. */
  readonly view: RunView;
}

/**
 * Runs a plan to its end.
 * @throws where the parameters do not fit, the run was begun with another plan, or the store or the workers cannot be used at all.
 */
export async function runPlan(request: RunRequest): Promise<RunOutcome> {
  const { plan, digest, store, run, pool } = request;
  const cache = request.cache ?? true;
  const parametersJson = JSON.stringify(request.parameters);
  const base = { plan: digest, run, engine: "local", parametersJson, cache };
  const lenient = request.accelerators === "optional" ? { accelerators: "optional" as const } : {};
  await forgetUnfinished(store, plan.pipeline, run);
  await ensureRun(store, plan, base);

  const stop = new AbortController();
  const interrupt = (): void => stop.abort("interrupted");
  if (request.signal?.aborted) interrupt();
  request.signal?.addEventListener("abort", interrupt, { once: true });
  const limit = plan.timeoutSeconds;
  const timeout = limit === undefined ? undefined : setTimeout(() => stop.abort("timeout"), limit * 1000);
  const tell = request.onEvent ?? (() => {});
  const schedule = createSchedule(plan.wiring, (event) => tellSchedule(event, plan.wiring.tasks, tell));
  try {
    await drive({
      schedule,
      pool,
      maxParallel: Math.min(request.maxParallel ?? availableParallelism(), plan.maxParallel ?? Number.MAX_SAFE_INTEGER),
      signal: stop.signal,
      policyOf: policiesOf(plan),
      requestOf: ({ task, path }) => ({ ...base, ...lenient, task: task.id, index: path, store: store.url }),
      tell,
    });
  } finally {
    clearTimeout(timeout);
    request.signal?.removeEventListener("abort", interrupt);
  }
  const view = await readRun(store, plan.pipeline, run);
  if (!view) throw new Error(`the run "${run}" has left no record in the store ${store.url}`);
  const timedOut = stop.signal.reason === "timeout";
  if (stop.signal.aborted && !timedOut && !schedule.finished()) return { status: "interrupted", timedOut, view };
  // The records say what the run came to; the schedule agrees, unless a process or the store failed beside them.
  const status = timedOut || schedule.failed() || view.status !== "succeeded" ? "failed" : "succeeded";
  await writeResult(store, view, status);
  return { status, timedOut, view };
}

/** What follows without a process: waiting, skipped, reused, not run, and the counts of fan-outs. */
function tellSchedule(event: ScheduleEvent, tasks: readonly Task[], tell: (event: RunEvent) => void): void {
  if (event.kind === "fanOut") {
    const inside = tasks.filter((task) => task.fanOut === event.fanOut.id);
    for (const task of inside) tell({ kind: "instances", task, instances: event.instances });
    return;
  }
  const { state } = event;
  const { task, path } = event.instance;
  if (state === "skipped" || state === "reused" || state === "not-run" || state === "waiting")
    tell({ kind: "task", task, path, state, durationMs: 0 });
}
