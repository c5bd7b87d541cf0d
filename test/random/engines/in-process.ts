// The local engine without processes: its schedule, and tasks that run one after another in this process, in any order that the
// schedule allows.

import type { CompiledPipeline } from "../../../compiler/compilation.js";
import { exitCode, type JsonObject, type Store, type Task } from "../../../runtime/contract/index.js";
import { readRun } from "../../../runtime/history/index.js";
import { retryDelaySeconds, runTask, type TaskOutcome } from "../../../runtime/step/index.js";
import { createSession, type Session } from "../../../runtime/step/session.js";
import { policiesOf } from "../../../targets/local/policy.js";
import { forgetUnfinished, writeResult } from "../../../targets/local/result.js";
import { createSchedule, type Ending, type Instance } from "../../../targets/local/schedule.js";
import { effectsIn, watched } from "./effects.js";
import { lostAfter } from "./memory-store.js";
import { type Seen, seenIn } from "./seen.js";

export interface InProcess {
  readonly compiled: CompiledPipeline;
  readonly store: Store;
  readonly run: string;
  readonly parameters: JsonObject;
  /** Numbers in [0, 1): which of the ready tasks is next. */
  readonly random: () => number;
  /** The process is gone after so many writes to the store, and another goes on with the run. */
  readonly crashes?: readonly number[];
  /** Is told each instance that is started, by `node` or `node[index]`. */
  readonly onStart?: (name: string) => void;
}

/** As records are named. */
export const nameOf = (task: string, path: readonly number[]): string =>
  path.length === 0 ? task : `${task}[${path.join(".")}]`;

/** One task's instance, tried as often as its policy says. */
export async function runTried(
  run: (task: Task) => Promise<TaskOutcome>,
  task: Task,
  policy: ReturnType<ReturnType<typeof policiesOf>>,
): Promise<TaskOutcome> {
  for (let attempt = 1; ; attempt++) {
    const outcome = await run(task);
    const hopeless = [exitCode.done, exitCode.skipped, exitCode.notRun, exitCode.fatal, exitCode.usage] as readonly number[];
    if (hopeless.includes(outcome.exit) || retryDelaySeconds(policy, attempt) === null) return outcome;
  }
}

/** Runs a program to its end and reads what it came to. */
export async function runInProcess(request: InProcess): Promise<Seen> {
  const { compiled, store, run } = request;
  const lines: string[] = [];
  await watched(lines, async () => {
    for (const writes of request.crashes ?? []) {
      const { store: mortal, lost } = lostAfter(store, writes);
      const ended = await goOn({ ...request, store: mortal }, createSession(), lost).catch((error: unknown) => {
        if (!lost()) throw error;
      });
      if (ended) return;
    }
    await goOn(request, createSession(), () => false);
  });
  return seenIn(store, compiled.plan.pipeline, run, effectsIn(lines));
}

/** True where the run has ended, false where its process is gone. */
async function goOn(request: InProcess, session: Session, lost: () => boolean): Promise<boolean> {
  const { compiled, store, run, random } = request;
  const { plan, digest } = compiled;
  const policyOf = policiesOf(plan);
  await forgetUnfinished(store, plan.pipeline, run);
  const schedule = createSchedule(plan.wiring, () => {});
  const ready: Instance[] = [];
  const base = {
    plan: digest,
    run,
    store: store.url,
    engine: "local",
    parametersJson: JSON.stringify(request.parameters),
    cache: true,
  };
  for (;;) {
    for (let next = schedule.next(); next; next = schedule.next()) ready.push(next);
    const [instance] = ready.splice(Math.floor(random() * ready.length), 1);
    if (!instance) break;
    request.onStart?.(nameOf(instance.task.id, instance.path));
    const one = (task: Task) => runTask({ ...base, task: task.id, index: instance.path }, { store, session });
    const outcome = await runTried(one, instance.task, policyOf(instance.task));
    if (lost()) return false;
    checkSound(instance.task, outcome);
    schedule.end(instance, endingOf(outcome));
  }
  if (!schedule.finished()) throw new Error("zenc: the schedule waits for ever");
  const view = await readRun(store, plan.pipeline, run);
  // A program without a task has no record.
  if (view) await writeResult(store, view, schedule.failed() || view.status !== "succeeded" ? "failed" : "succeeded");
  return !lost();
}

function endingOf({ exit, publications }: TaskOutcome): Ending {
  if (exit === exitCode.done || exit === exitCode.skipped)
    return { state: exit === exitCode.skipped ? "skipped" : "done", publications };
  return { state: exit === exitCode.notRun ? "not-run" : "failed" };
}

/** A task that was started too early, or that zenc itself failed at, is a bug wherever it is found. */
export function checkSound(task: Task, { error }: TaskOutcome): void {
  const early = error?.name === "NotEnded";
  const internal = error?.cause === "internal" && error.name !== "NotRun" && !early;
  if (early || internal) throw new Error(`zenc: task "${task.id}": ${error?.message}\n${error?.stack ?? ""}`);
}
