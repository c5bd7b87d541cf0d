// Drives a schedule over a pool of processes: starts what may start, retries what failed, until all has ended or it is stopped.

import type { RetryPolicy } from "../../runtime/contract/index.js";
import { exitCode, type Task } from "../../runtime/contract/index.js";
import { retryDelaySeconds, type TaskOutcome, type TaskRequest } from "../../runtime/step/index.js";
import type { RunEvent } from "./events.js";
import type { Pool } from "./pool.js";
import type { Ending, Instance, Schedule } from "./schedule.js";

export interface Drive {
  readonly schedule: Schedule;
  readonly pool: Pool;
  readonly maxParallel: number;
  readonly signal: AbortSignal;
  readonly policyOf: (task: Task) => RetryPolicy;
  readonly requestOf: (instance: Instance) => TaskRequest;
  readonly tell: (event: RunEvent) => void;
}

/** Resolves when all instances have ended, or when the signal has stopped those that ran. */
export function drive({ schedule, pool, maxParallel, signal, policyOf, requestOf, tell }: Drive): Promise<void> {
  const delays = new Set<NodeJS.Timeout>();
  const again: (() => void)[] = [];
  let running = 0;
  // From the signal on until the processes are gone.
  let stopping = false;
  return new Promise<void>((resolve, reject) => {
    const settle = (): void => {
      if (running > 0 || stopping || delays.size > 0 || !(signal.aborted || schedule.finished())) return;
      signal.removeEventListener("abort", stop);
      resolve();
    };
    const stop = (): void => {
      for (const delay of delays) clearTimeout(delay);
      delays.clear();
      stopping = true;
      pool.stop().then(() => {
        stopping = false;
        settle();
      }, reject);
    };
    const attempt = async (instance: Instance, number: number, spentMs: number): Promise<void> => {
      const { task, path } = instance;
      const began = performance.now();
      if (number === 1) tell({ kind: "task", task, path, state: "running", durationMs: 0 });
      running++;
      const outcome = await pool.run(requestOf(instance), (event) => tell({ kind: "step", task, path, event }));
      running--;
      const durationMs = spentMs + performance.now() - began;
      const seconds = !mayHelp(outcome) ? null : retryDelaySeconds(policyOf(task), number);
      if (signal.aborted && !isDone(outcome)) {
        tell({ kind: "task", task, path, state: "stopped", durationMs });
        return settle();
      }
      if (seconds === null) {
        const ending = endingOf(outcome);
        // What has not run is told by the schedule.
        if (ending.state === "done" || ending.state === "failed")
          tell({ kind: "task", task, path, state: outcome.state, durationMs });
        schedule.end(instance, ending);
        return pump();
      }
      tell({ kind: "retry", task, path, attempt: number, delayMs: seconds * 1000 });
      const delay = setTimeout(() => {
        delays.delete(delay);
        again.push(() => void attempt(instance, number + 1, durationMs).catch(reject));
        pump();
      }, seconds * 1000);
      delays.add(delay);
      pump();
    };
    const pump = (): void => {
      while (!signal.aborted && running < maxParallel) {
        const retry = again.shift();
        const instance = retry ? undefined : schedule.next();
        if (retry) retry();
        else if (instance) attempt(instance, 1, 0).catch(reject);
        else break;
      }
      settle();
    };
    signal.addEventListener("abort", stop, { once: true });
    if (signal.aborted) stop();
    else pump();
  });
}

/** It has ended well, by itself or because it found that it is skipped. */
const isDone = ({ exit }: TaskOutcome): boolean => exit === exitCode.done || exit === exitCode.skipped;

/** Whether another attempt may help: the step failed, or its process or the store did. */
function mayHelp(outcome: TaskOutcome): boolean {
  const { exit } = outcome;
  return !isDone(outcome) && exit !== exitCode.notRun && exit !== exitCode.fatal && exit !== exitCode.usage;
}

function endingOf(outcome: TaskOutcome): Ending {
  const { exit, publications } = outcome;
  if (isDone(outcome)) return { state: exit === exitCode.skipped ? "skipped" : "done", publications };
  return { state: exit === exitCode.notRun ? "not-run" : "failed" };
}
