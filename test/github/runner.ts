// Follows a workflow as GitHub follows it: `needs`, `if`, matrices, steps, `continue-on-error`, outputs. What GitHub takes for an error is one here.
import {
  environment,
  type IndexPath,
  knownAtoms,
  type Plan,
  type Task,
  type TaskId,
  type Wiring,
} from "../../runtime/contract/index.js";
import { publicationTexts } from "../../runtime/step/publication-files.js";
import type { Job, RunStep } from "../../targets/github/document.js";
import { layOut } from "../../targets/github/layout.js";
import { limits } from "../../targets/github/limits.js";
import { planWorkflow } from "../../targets/github/plan.js";
import { readyJobs } from "../../targets/github/ready.js";
import { runnersOf } from "../../targets/github/runner.js";
import type { Ending, Instance, Schedule, ScheduleEvent } from "../../targets/local/schedule.js";
import type { EmitRequest } from "../../targets/target.js";
import { planOf, requestOf, stepPlan } from "../airflow/plans.js";
import { evaluate, interpolate, type Surroundings, type Value } from "./expression.js";

type Result = "success" | "failure" | "skipped";
interface StepState {
  readonly outcome: Result;
  readonly outputs: Readonly<Record<string, string>>;
}
interface Leg {
  readonly item: number | undefined;
  readonly steps: Record<string, StepState>;
  next: number;
  failed: boolean;
  running: boolean;
}
interface JobState {
  result: Result | "waiting" | "running";
  legs: readonly Leg[];
  outputs: Readonly<Record<string, string>>;
}
type State = "done" | "skipped" | "failed" | "not-run";

/** Which of the instances of tasks are to be started: what a step process that selects finds. */
export type Select = (tasks: readonly TaskId[], paths: readonly IndexPath[]) => readonly boolean[];

/** What the target is asked with, for tasks of which every other costly one has a runner of its own. */
export function requestFor(wiring: Wiring): EmitRequest {
  const nodes = wiring.tasks.flatMap(({ kind, node }) => (kind === "node" && node ? [node] : []));
  const costly = [...knownAtoms(wiring).keys()];
  const onGpu = new Set(costly.filter((_, at) => at % 3 !== 2));
  const plain = planOf({ pipeline: "model", tasks: nodes.map((id) => ({ id })) });
  const steps = Object.fromEntries(nodes.map((id) => [id, { ...stepPlan, ...(onGpu.has(id) ? { pool: "gpu" } : {}) }]));
  const request = requestOf({ ...plain, steps: steps as Plan["steps"], wiring });
  const gpu = { name: "gpu", gpus: 1, memoryBytes: 1, sections: { github: { runner: ["self-hosted", "gpu"] } } };
  return { ...request, stack: { ...request.stack, accelerators: [gpu] } };
}

/** A schedule; `tell` hears of skipped and not-run instances. */
export function createGithubSchedule(wiring: Wiring, tell: (event: ScheduleEvent) => void, select: Select): Schedule {
  const request = requestFor(wiring);
  const workflow = planWorkflow(request);
  const runners = runnersOf(request);
  const layout = layOut(wiring, (task) => JSON.stringify(runners.runnerOf(task)));
  const decides = new Set(readyJobs(layout).flatMap((ready) => [...ready.decides]));
  const tasks = new Map(wiring.tasks.map((task) => [task.id as string, task]));
  const jobs = new Map<string, JobState>(
    Object.keys(workflow.jobs).map((name) => [name, { result: "waiting", legs: [], outputs: {} }]),
  );
  const jobState = (name: string): JobState => jobs.get(name) as JobState;
  const states = new Map<string, State>();
  const counts = new Map<TaskId, number>();
  const keyOf = (task: TaskId, path: IndexPath): string => `${task}@${path.join(".")}`;
  const ready: Instance[] = [];
  const waiting = new Map<Instance, { readonly job: string; readonly leg: Leg; readonly step: RunStep }>();

  // What GitHub does not say: whether what it has not started was not run for something that failed, or skipped.
  const isTrouble = (state: State | undefined): boolean => state === "failed" || state === "not-run";
  const hasTrouble = (id: TaskId, viewer: Task, path: IndexPath): boolean => {
    const task = layout.task(id);
    if (task.fanOut !== undefined && task.fanOut === viewer.fanOut && path.length === 1) {
      return isTrouble(states.get(keyOf(id, path)) ?? states.get(keyOf(id, [])));
    }
    return [...states].some(([key, state]) => key.startsWith(`${id}@`) && isTrouble(state));
  };
  const unstarted = (task: Task, path: IndexPath): void => {
    const sources = task.fanOut === undefined ? [] : [layout.fanOut(task.fanOut).source];
    const trouble =
      sources.some((id) => hasTrouble(id, task, [])) || (!task.whenEnded && task.waits.some((id) => hasTrouble(id, task, path)));
    const state = trouble ? "not-run" : "skipped";
    states.set(keyOf(task.id, path), state);
    tell({ kind: "instance", instance: { task, path }, state });
  };
  const tasksOf = ({ steps }: Job): readonly Task[] =>
    steps.flatMap((step) =>
      "run" in step && step.env?.[environment.task] ? [tasks.get(step.env[environment.task] as string) as Task] : [],
    );

  const ancestorsOf = (name: string, seen = new Set<string>()): ReadonlySet<string> => {
    for (const one of workflow.jobs[name]?.needs ?? []) {
      if (seen.has(one)) continue;
      seen.add(one);
      ancestorsOf(one, seen);
    }
    return seen;
  };
  const around = (name: string): Surroundings => {
    const before = [...ancestorsOf(name)].map((one) => jobState(one).result);
    const needs = Object.fromEntries(
      (workflow.jobs[name]?.needs ?? []).map((one) => [one, { result: jobState(one).result, outputs: jobState(one).outputs }]),
    );
    return {
      contexts: { needs },
      functions: {
        cancelled: () => false,
        failure: () => before.includes("failure"),
        success: () => before.every((result) => result === "success"),
      },
    };
  };
  const inLeg = (name: string, leg: Leg): Surroundings => {
    const { contexts } = around(name);
    const matrix: { readonly [key: string]: Value } = leg.item === undefined ? {} : { item: leg.item };
    return {
      contexts: { ...contexts, steps: leg.steps as unknown as Value, matrix },
      functions: { cancelled: () => false, failure: () => leg.failed, success: () => !leg.failed },
    };
  };
  const isTrue = (value: Value): boolean => value !== false && value !== null && value !== "" && value !== 0;

  const begin = (name: string): boolean => {
    const job = workflow.jobs[name] as Job;
    if (!(job.needs ?? []).every((one) => !["waiting", "running"].includes(jobState(one).result))) return false;
    const state = jobState(name);
    const { functions } = around(name);
    const runs = job.if === undefined ? functions.success?.() === true : isTrue(evaluate(job.if, around(name)));
    const all = tasksOf(job);
    const fanOut = all[0]?.fanOut === undefined ? undefined : layout.fanOut(all[0].fanOut);
    const count = fanOut === undefined ? undefined : counts.get(fanOut.source);
    const paths: readonly IndexPath[] = fanOut === undefined || !count ? [[]] : Array.from({ length: count }, (_, at) => [at]);
    if (!runs) {
      state.result = "skipped";
      for (const task of all) for (const path of paths) unstarted(task, path);
      return true;
    }
    const list = job.strategy && (evaluate(job.strategy.matrix.item, around(name)) as readonly number[]);
    if (list?.length === 0) throw new Error(`GitHub takes the empty matrix of ${name} for an error.`);
    if ((list?.length ?? 0) > limits.legs) throw new Error(`GitHub takes the ${list?.length} legs of ${name} for an error.`);
    const left = list === undefined ? [] : paths.filter(([at]) => !list.includes(at as number));
    for (const task of all) for (const path of left) unstarted(task, path);
    state.result = "running";
    state.legs = (list ?? [undefined]).map((item) => ({ item, steps: {}, next: 0, failed: false, running: false }));
    return true;
  };

  const goOn = (name: string, leg: Leg): boolean => {
    const job = workflow.jobs[name] as Job;
    const step = job.steps[leg.next];
    if (leg.running || step === undefined) return false;
    if (!("run" in step)) {
      leg.next++;
      return true;
    }
    const surroundings = inLeg(name, leg);
    const runs = step.if === undefined ? !leg.failed : isTrue(evaluate(step.if, surroundings));
    const told = step.env?.[environment.task];
    const asked = step.env?.[environment.select];
    const task = told === undefined ? undefined : tasks.get(told);
    const index = interpolate(job.env?.[environment.index] ?? "", surroundings);
    const path = index === "" ? [] : [Number(index)];
    if (!runs) {
      leg.steps[step.id] = { outcome: "skipped", outputs: {} };
      leg.next++;
      if (task) unstarted(task, path);
    } else if (asked !== undefined) {
      const all = asked.split(" ") as unknown as readonly TaskId[];
      const { fanOut } = layout.jobOf(all[0] as TaskId);
      const count = fanOut === undefined ? 1 : (counts.get(fanOut.source) as number);
      const paths = fanOut === undefined ? [[]] : Array.from({ length: count }, (_, at) => [at]);
      const start = select(all, paths);
      const items = paths.flatMap((_, at) => (start[at] ? [at] : []));
      leg.steps[step.id] = { outcome: "success", outputs: { items: JSON.stringify(items) } };
      leg.next++;
    } else if (task) {
      const instance = { task, path, ...(decides.has(task.id) ? { decides: true } : {}) };
      leg.running = true;
      waiting.set(instance, { job: name, leg, step });
      ready.push(instance);
    }
    return true;
  };

  const close = (name: string): boolean => {
    const job = workflow.jobs[name] as Job;
    const state = jobState(name);
    if (!state.legs.every((leg) => !leg.running && leg.next === job.steps.length)) return false;
    const failed = state.legs.some((leg) => leg.failed);
    state.result = failed && !job["continue-on-error"] ? "failure" : "success";
    const [only] = state.legs;
    state.outputs = Object.fromEntries(
      Object.entries(job.outputs ?? {}).map(([key, text]) => [key, interpolate(text, inLeg(name, only as Leg))]),
    );
    return true;
  };

  const settle = (): void => {
    for (let changed = true; changed; ) {
      changed = false;
      for (const [name, state] of jobs) {
        if (state.result === "waiting") changed = begin(name) || changed;
        else if (state.result === "running") {
          for (const leg of state.legs) changed = goOn(name, leg) || changed;
          changed = close(name) || changed;
        }
      }
    }
  };
  settle();

  return {
    next: () => ready.shift(),
    end(instance: Instance, ending: Ending) {
      const { leg, step } = waiting.get(instance) as { readonly leg: Leg; readonly step: RunStep };
      const { task, path } = instance;
      const well = ending.state === "done" || ending.state === "skipped";
      states.set(keyOf(task.id, path), ending.state);
      if (well && ending.publications.count !== undefined) counts.set(task.id, ending.publications.count);
      leg.steps[step.id] = { outcome: well ? "success" : "failure", outputs: well ? outputsOf(ending) : {} };
      leg.failed ||= !well && !step["continue-on-error"];
      leg.running = false;
      leg.next++;
      settle();
    },
    finished: () => [...jobs.values()].every(({ result }) => result !== "waiting" && result !== "running"),
    failed: () => [...jobs.values()].some(({ result }) => result === "failure"),
  };
}

function outputsOf(ending: Ending): Readonly<Record<string, string>> {
  if (!("publications" in ending)) return {};
  const { lists = {} } = ending.publications;
  const unknown = Object.entries(lists).map(([atom, list]) => [
    atom,
    JSON.stringify(list.flatMap((known, instance) => (known ? [] : [instance]))),
  ]);
  return { ...publicationTexts(ending.publications), ...Object.fromEntries(unknown) };
}
