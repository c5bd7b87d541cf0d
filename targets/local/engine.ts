// The engine in the box: runs a Plan's wiring on warm worker processes of this machine, as any other engine would.
import { availableParallelism } from "node:os";
import { type Digest, exitCode, type JsonObject, type Plan, type Store } from "../../runtime/contract/index.js";
import { type RunView, readRun } from "../../runtime/history/index.js";
import { ensureRun, retryDelaySeconds, type TaskOutcome, type TaskRequest } from "../../runtime/step/index.js";
import type { RunEvent, TaskState } from "./events.js";
import { policiesOf } from "./policy.js";
import type { Pool } from "./pool.js";
import { forgetUnfinished, writeResult } from "./result.js";
import { createSchedule, type Ending, type Instance } from "./schedule.js";

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

/** Runs a plan to its end. Rejects only where the store or the workers cannot be used at all. */
export async function runPlan(request: RunRequest): Promise<RunOutcome> {
  const { plan, digest, store, run, pool, signal } = request;
  await forgetUnfinished(store, plan.pipeline, run);
  const parametersJson = JSON.stringify(request.parameters);
  await ensureRun(store, plan, { plan: digest, run, engine: "local", parametersJson, cache: request.cache ?? true });
  const maxParallel = Math.max(
    1,
    Math.min(request.maxParallel ?? availableParallelism(), plan.maxParallel ?? Number.MAX_SAFE_INTEGER),
  );
  const policies = policiesOf(plan);
  const tell = request.onEvent ?? (() => {});

  let timedOut = false;
  let stopping = false;
  let running = 0;
  let waiting = 0;
  const schedule = createSchedule(plan.wiring, (event) => {
    if (event.kind === "fanOut") {
      for (const task of plan.wiring.tasks) {
        if (task.fanOut === event.fanOut.id) tell({ kind: "instances", task, instances: event.instances });
      }
      return;
    }
    const { instance, state } = event;
    if (state === "skipped" || state === "not-run" || state === "waiting") {
      tell({ kind: "task", task: instance.task, path: instance.path, state, durationMs: 0 });
    }
  });

  return new Promise<RunOutcome>((resolve, reject) => {
    const stop = (): void => {
      if (stopping) return;
      stopping = true;
      for (const timer of timers) clearTimeout(timer);
      waiting = 0;
      pool.stop().then(settle, reject);
    };
    const timers = new Set<NodeJS.Timeout>();
    const again: (() => void)[] = [];
    const timeout =
      plan.timeoutSeconds === undefined
        ? undefined
        : setTimeout(() => {
            timedOut = true;
            stop();
          }, plan.timeoutSeconds * 1000);
    const end = async (): Promise<void> => {
      clearTimeout(timeout);
      signal?.removeEventListener("abort", stop);
      const status = timedOut || (!stopping && schedule.failed()) ? "failed" : stopping ? "interrupted" : "succeeded";
      const view = await readRun(store, plan.pipeline, run);
      if (!view) throw new Error(`the run "${run}" has left no record in the store ${store.url}`);
      if (status !== "interrupted") await writeResult(store, view, status);
      resolve({ status, timedOut, view });
    };
    const settle = (): void => {
      if (running === 0 && waiting === 0 && (stopping || schedule.finished())) end().catch(reject);
    };

    const attempt = (instance: Instance, number: number, spentMs: number): void => {
      const { task, path } = instance;
      running++;
      if (number === 1) tell({ kind: "task", task, path, state: "running", durationMs: 0 });
      const startedAt = performance.now();
      const taskRequest: TaskRequest = {
        plan: digest,
        task: task.id,
        index: path,
        run,
        store: store.url,
        engine: "local",
        parametersJson,
        cache: request.cache ?? true,
      };
      pool
        .run(taskRequest, (event) => tell({ kind: "step", task, path, event }))
        .then((result) => {
          running--;
          const durationMs = spentMs + performance.now() - startedAt;
          const delay = stopping || !mayHelp(result) ? null : retryDelaySeconds(policies(task), number);
          if (delay !== null) {
            const delayMs = delay * 1000;
            tell({ kind: "retry", task, path, attempt: number, delayMs });
            waiting++;
            const timer = setTimeout(() => {
              timers.delete(timer);
              waiting--;
              again.push(() => attempt(instance, number + 1, durationMs));
              pump();
            }, delayMs);
            timers.add(timer);
          } else {
            tell({ kind: "task", task, path, state: stateOf(result, stopping), durationMs });
            schedule.end(instance, endingOf(result));
          }
          pump();
        })
        .catch(reject);
    };
    const pump = (): void => {
      while (!stopping && running < maxParallel) {
        const retry = again.shift();
        const instance = retry ? undefined : schedule.next();
        if (retry) retry();
        else if (instance) attempt(instance, 1, 0);
        else break;
      }
      settle();
    };
    if (signal?.aborted) stop();
    else {
      signal?.addEventListener("abort", stop, { once: true });
      pump();
    }
  });
}

/** Whether another attempt may help: the step failed, or its process or the store did. */
function mayHelp({ exit }: TaskOutcome): boolean {
  return exit !== exitCode.done && exit !== exitCode.notRun && exit !== exitCode.fatal && exit !== exitCode.usage;
}

function endingOf({ exit, publications }: TaskOutcome): Ending {
  if (exit === exitCode.done) return { state: "done", publications };
  return { state: exit === exitCode.notRun ? "not-run" : "failed" };
}

/** What a task's end is called; a chunk that ended as done may hold failed items. */
function stateOf({ exit, state }: TaskOutcome, stopping: boolean): TaskState {
  if (stopping && exit !== exitCode.done) return "stopped";
  return state;
}
