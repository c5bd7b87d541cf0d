// Plan → DAG document. Total and pure: what Airflow cannot say was reported by `check` before.
import {
  type FanOut,
  type Guard,
  type KnownAtom,
  knownAtoms,
  type NodeId,
  type StepPlan,
  stepsOf,
  type Task,
} from "../../runtime/contract/index.js";
import type { EmitRequest } from "../target.js";
import type { AirflowDag, AirflowGroup, AirflowPods, AirflowRetries, AirflowTask } from "./document.js";
import { type AirflowIds, airflowIds, unitsOf } from "./ids.js";
import { type AirflowOptions, airflowOptions } from "./options.js";
import { planParameters } from "./parameters.js";
import { type PlannedPods, planPods } from "./pods.js";
import { humanText } from "./python.js";
import { planStore } from "./store.js";

/** What one step's process may take beyond the step's own timeout, to fetch inputs and store outputs. */
const executionMarginSeconds = 600;
/** Most characters of a tag. */
export const maxTagLength = 100;

/** The DAG of a plan. */
export function planDag(request: EmitRequest): AirflowDag {
  const { plan, stack } = request;
  const options = airflowOptions(stack.options);
  const ids = airflowIds(plan.wiring);
  const steps = stepsOf(plan);
  const stepsIn = (task: Task) => steps.get(task.node as NodeId) ?? [];
  const tasksById = new Map(plan.wiring.tasks.map((task) => [task.id, task]));
  const pods = options.flavour === "kubernetes" ? planPods(request, (task) => stepsIn(tasksById.get(task) as Task)) : undefined;
  const known = knownAtoms(plan.wiring);
  const units = unitsOf(plan.wiring).map((unit) => {
    const tasks = unit.map((task) => planTask(task, stepsIn(task), known.get(task.node as NodeId), ids, options, pods));
    const fanOut = plan.wiring.fanOuts.find((candidate) => candidate.id === unit[0].fanOut);
    return fanOut === undefined ? (tasks[0] as AirflowTask) : planGroup(fanOut, tasks, ids);
  });
  const { owner, pool, queue } = options;
  const maxActiveTasks = plan.maxParallel ?? options.maxActiveTasks;
  return {
    dagId: plan.pipeline,
    plan: request.digest,
    store: planStore(stack.store),
    runtime: options.runtime,
    ...(plan.description === undefined ? {} : planDescription(plan.description)),
    ...(plan.schedule === undefined ? {} : { schedule: plan.schedule }),
    ...(options.startDate === undefined ? {} : { startDate: planDate(options.startDate) }),
    ...(plan.concurrency === "allow" ? {} : { maxActiveRuns: 1 }),
    ...(maxActiveTasks === undefined ? {} : { maxActiveTasks }),
    ...(plan.timeoutSeconds === undefined ? {} : { dagrunTimeoutSeconds: plan.timeoutSeconds }),
    tags: planTags([...plan.tags, ...options.tags]),
    defaultArguments: {
      ...(owner === undefined ? {} : { owner }),
      ...(pool === undefined ? {} : { pool }),
      ...(queue === undefined ? {} : { queue }),
    },
    parameters: planParameters(plan.parameters),
    ...(pods === undefined ? {} : { pods: planConnection(pods, options) }),
    units,
  };
}

function planConnection({ templates }: PlannedPods, options: AirflowOptions): AirflowPods {
  const { connection, startupTimeoutSeconds, deferrable } = options;
  return { templates, ...(connection === undefined ? {} : { connection }), startupTimeoutSeconds, deferrable };
}

function planTask(
  task: Task,
  steps: readonly StepPlan[],
  known: KnownAtom | undefined,
  ids: AirflowIds,
  options: AirflowOptions,
  pods: PlannedPods | undefined,
): AirflowTask {
  const taskId = ids.taskIdOf(task.id);
  const when = planGuard(withoutAtom(task.guard, known), ids);
  // A block tries its calls again by itself; Airflow starts it anew where its process was lost.
  const retries = steps
    .map(planRetries)
    .reduce((most, one) => ((one?.retries ?? 0) > (most?.retries ?? 0) ? one : most), undefined);
  const accelerator = steps.map(({ pool }) => (pool === undefined ? undefined : options.accelerators[pool])).find(Boolean);
  // The instances of a fan-out may be chunks of any number of items, a block has any number of rounds: only the step process can
  // limit the time of each.
  const timeout = task.fanOut === undefined && task.kind === "node" ? steps[0]?.timeoutSeconds : undefined;
  return {
    kind: "task",
    taskId,
    ...((taskId as string) === task.id ? {} : { planId: task.id }),
    after: task.waits.map(ids.fullIdOf),
    ...(task.whenEnded ? { whenEnded: true } : {}),
    ...(when === undefined ? {} : { when }),
    ...(known === undefined ? {} : { known: `${ids.fullIdOf(known.task)}.${known.atom}` }),
    ...(retries === undefined ? {} : { retries }),
    ...(timeout === undefined ? {} : planTimeout(timeout + executionMarginSeconds, pods !== undefined)),
    ...(pods === undefined ? {} : { pod: pods.indexOf.get(task.id) ?? 0 }),
    ...(accelerator?.pool === undefined ? {} : { pool: accelerator.pool }),
    ...(accelerator?.queue === undefined ? {} : { queue: accelerator.queue }),
  };
}

/** A pod's time counts from when it has a machine: how long it waits for one says nothing of the step. */
const planTimeout = (seconds: number, inPod: boolean) =>
  inPod ? { activeDeadlineSeconds: seconds } : { executionTimeoutSeconds: seconds };
/** What is said of the result stands apart, so that Airflow can tell why it skips. */
function withoutAtom(guard: Guard, known: KnownAtom | undefined): Guard {
  if (known === undefined) return guard;
  return guard.map((every) => every.filter(({ task, atom }) => task !== known.task || atom !== known.atom));
}

/** Undefined: always. Conjunctions that hold one literal both ways never hold and are left out. */
function planGuard(guard: Guard, ids: AirflowIds): AirflowTask["when"] {
  if (guard.some((conjunction) => conjunction.length === 0)) return undefined;
  return guard.flatMap((conjunction) => {
    const wanted = new Map<string, boolean>();
    for (const { task, atom, is } of conjunction) {
      const key = `${ids.fullIdOf(task)}.${atom}`;
      if (wanted.get(key) === !is) return [];
      wanted.set(key, is);
    }
    return [Object.fromEntries(wanted)];
  });
}

function planRetries(step: StepPlan): AirflowRetries | undefined {
  const { limit, delaySeconds, backoff, maxDelaySeconds } = step.retries;
  if (limit === 0) return undefined;
  if (backoff === 1) return { retries: limit, delaySeconds: Math.min(delaySeconds, maxDelaySeconds ?? delaySeconds) };
  return { retries: limit, delaySeconds, backoff, ...(maxDelaySeconds === undefined ? {} : { maxDelaySeconds }) };
}

function planGroup(fanOut: FanOut, tasks: readonly AirflowTask[], ids: AirflowIds): AirflowGroup {
  if (fanOut.parent !== undefined) throw new Error(`Airflow has no fan-out within a fan-out, as "${fanOut.id}" is.`);
  const groupId = ids.groupIdOf(fanOut.id);
  return {
    kind: "group",
    groupId,
    functionName: `each_${groupId.replace(/[^A-Za-z0-9_]/g, "_")}`,
    source: ids.fullIdOf(fanOut.source),
    tasks,
  };
}

/** Airflow shows `description` in lists, `docMd` on the DAG's page; it takes a `doc_md` that ends in `.md` for a file's name. */
function planDescription(text: string): Pick<AirflowDag, "description" | "docMd"> {
  const all = humanText(text);
  const end = all.search(/[\n\r\u2028\u2029]/);
  if (end < 0) return { description: all };
  return { description: all.slice(0, end), docMd: all.endsWith(".md") ? `${all} ` : all };
}

function planTags(tags: readonly string[]): readonly string[] {
  const short = tags.map((tag) => humanText([...humanText(tag)].slice(0, maxTagLength).join("")));
  return [...new Set(short)].filter((tag) => tag !== "");
}

function planDate(date: string): { readonly year: number; readonly month: number; readonly day: number } {
  const [year, month, day] = date.split("-").map(Number) as [number, number, number];
  return { year, month, day };
}
