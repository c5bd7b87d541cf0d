// Follows an Airflow DAG document as Airflow's scheduler follows the DAG that is written from it: trigger rules, gates that skip,
// mapped task groups, retries, exit codes and what a step says in its last line.
import { type AtomId, exitCode, type Publications, type Store, type Task, type TaskId } from "../../../runtime/contract/index.js";
import { runTask } from "../../../runtime/step/index.js";
import { createSession } from "../../../runtime/step/session.js";
import type { AirflowDag, AirflowGroup, AirflowTask } from "../../../targets/airflow/document.js";
import { planDag } from "../../../targets/airflow/plan.js";
import { effectsIn, watched } from "./effects.js";
import { checkSound, type InProcess, nameOf as instanceName } from "./in-process.js";
import { type Seen, seenIn } from "./seen.js";

type State = "success" | "failed" | "skipped" | "upstream_failed";
/** A task instance's end; -1 outside of groups. */
interface Ended {
  readonly state: State;
  readonly publications: Publications;
}

export interface AirflowSeen extends Seen {
  /** What Airflow itself says of the run. */
  readonly airflow: "success" | "failed";
  /** By full task id and map index. */
  readonly states: ReadonlyMap<string, State>;
}

interface Following {
  readonly request: InProcess;
  readonly ended: Map<string, Ended>;
  /** Instances of each group; absent until its source has ended. */
  readonly widths: Map<string, number>;
  readonly start: (task: AirflowTask, index: number) => Promise<Ended>;
}

/** Runs the document of a program that is compiled for Airflow. */
export async function runOnAirflow(request: InProcess): Promise<AirflowSeen> {
  const { compiled, store, run, parameters } = request;
  const { plan, digest, source } = compiled;
  const dag = planDag({ plan, digest, source, stack: { name: "test", store: store.url, options: {} } });
  const session = createSession();
  const base = {
    plan: digest,
    run,
    store: store.url,
    engine: "airflow",
    parametersJson: JSON.stringify(parameters),
    cache: true,
  };
  const tasks = new Map(plan.wiring.tasks.map((task) => [task.id as string, task]));
  const start = async (task: AirflowTask, index: number): Promise<Ended> => {
    const id = task.planId ?? task.taskId;
    request.onStart?.(instanceName(id, index < 0 ? [] : [index]));
    for (let tries = 0; ; tries++) {
      const outcome = await runTask({ ...base, task: id as TaskId, index: index < 0 ? [] : [index] }, { store, session });
      checkSound(tasks.get(id) as Task, outcome);
      if (outcome.exit === exitCode.done) return { state: "success", publications: outcome.publications };
      if (outcome.exit === exitCode.skipped) return { state: "skipped", publications: {} };
      // ZENC_FATAL_EXIT is 0: the line says so, and AirflowFailException ends all tries.
      const fatal = outcome.publications.fatal !== undefined;
      if (fatal || tries >= (task.retries?.retries ?? 0)) return { state: "failed", publications: {} };
    }
  };
  const following: Following = { request, ended: new Map(), widths: new Map(), start };
  const lines: string[] = [];
  await watched(lines, () => follow(dag, following));
  const states = new Map([...following.ended].map(([name, { state }]) => [name, state]));
  return { ...(await seenIn(store as Store, plan.pipeline, run, effectsIn(lines))), airflow: stateOf(dag, following), states };
}

async function follow(dag: AirflowDag, following: Following): Promise<void> {
  const { ended, request } = following;
  for (;;) {
    const open = dag.units.flatMap((unit): readonly Place[] =>
      unit.kind === "task" ? [{ task: unit, index: -1 }] : expand(unit, following),
    );
    const ready = open.filter((place) => !ended.has(nameOf(place)) && upstreamOf(place, dag, following) !== "waiting");
    const place = ready[Math.floor(request.random() * ready.length)];
    if (!place) break;
    const upstream = upstreamOf(place, dag, following);
    const { task, index } = place;
    if (upstream === "upstream_failed" || upstream === "skipped") ended.set(nameOf(place), { state: upstream, publications: {} });
    else if (isKnown(place, following) || !gateHolds(place, following))
      ended.set(nameOf(place), { state: "skipped", publications: {} });
    else ended.set(nameOf(place), await following.start(task, index));
  }
  const left = dag.units.flatMap((unit) =>
    unit.kind === "task" ? [{ task: unit, index: -1 }] : (expand(unit, following) as readonly Place[]),
  );
  const open = left.filter((place) => !ended.has(nameOf(place)));
  if (open.length > 0) throw new Error(`Airflow waits for ever for ${open.map(nameOf).join(" ")}`);
}

interface Place {
  readonly task: AirflowTask;
  readonly index: number;
  readonly group?: AirflowGroup;
}
const fullId = ({ task, group }: Place) => (group ? `${group.groupId}.${task.taskId}` : task.taskId);
const nameOf = (place: Place) => `${fullId(place)}[${place.index}]`;

/** The instances of a group; while their number is unknown, none; of a group without items, one of each task that is skipped. */
function expand(group: AirflowGroup, { ended, widths }: Following): readonly Place[] {
  const source = ended.get(`${group.source}[-1]`);
  if (!source) return [];
  const width = source.state === "success" ? (source.publications.count ?? 0) : 0;
  widths.set(group.groupId, width);
  const indexes = width === 0 ? [-1] : Array.from({ length: width }, (_, index) => index);
  return group.tasks.flatMap((task) => indexes.map((index) => ({ task, index, group })));
}

/** By the trigger rule, over all instances of each task upstream, but paired within one group. */
function upstreamOf(place: Place, dag: AirflowDag, following: Following): "waiting" | "run" | "skipped" | "upstream_failed" {
  const { ended } = following;
  const needed = [...place.task.after, ...(place.group ? [place.group.source] : [])];
  const states = needed.map((id) => stateBefore(id, place, dag, following));
  if (states.some((one) => one === null)) return "waiting";
  const all = states.flat();
  if (!whenEnded(place.task) && all.some((one) => one === "failed" || one === "upstream_failed")) return "upstream_failed";
  // A mapped task whose list is empty is skipped, whatever its rule.
  const source = place.group && ended.get(`${place.group.source}[-1]`);
  if (source && place.index < 0)
    return source.state === "failed" || source.state === "upstream_failed" ? "upstream_failed" : "skipped";
  return "run";
}

/** Trigger rule `all_done`; `none_failed` otherwise. */
const whenEnded = (task: AirflowTask): boolean => (task as { readonly whenEnded?: boolean }).whenEnded === true;

function stateBefore(id: string, place: Place, dag: AirflowDag, { ended, widths }: Following): readonly State[] | null {
  const group = dag.units.find((unit): unit is AirflowGroup => unit.kind === "group" && id.startsWith(`${unit.groupId}.`));
  if (!group) {
    const state = ended.get(`${id}[-1]`)?.state;
    return state === undefined ? null : [state];
  }
  if (group === place.group) {
    const state = ended.get(`${id}[${place.index}]`)?.state;
    return state === undefined ? null : [state];
  }
  const width = widths.get(group.groupId);
  if (width === undefined) return null;
  const indexes = width === 0 ? [-1] : Array.from({ length: width }, (_, index) => index);
  const states = indexes.map((index) => ended.get(`${id}[${index}]`)?.state);
  return states.every((one) => one !== undefined) ? states : null;
}

/** `_gate` of the DAG file: what holds, and what is known. */
function gateHolds({ task, index }: Place, following: Following): boolean {
  const { when = [{}], known } = task;
  const holds = ([name, wanted]: readonly [string, boolean]): boolean => {
    const value = published(name, index, following);
    return value === wanted || value === "some";
  };
  if (known !== undefined && published(known, index, following) === undefined) return false;
  return when.some((every) => Object.entries(every).every(holds));
}
const isKnown = ({ task: { known }, index }: Place, following: Following): boolean =>
  known !== undefined && published(known, index, following) === true;

function published(name: string, index: number, { ended }: Following): boolean | "some" | undefined {
  const dot = name.lastIndexOf(".");
  const [id, key] = [name.slice(0, dot), name.slice(dot + 1) as AtomId];
  const { booleans, lists } = ended.get(`${id}[${id.includes(".") ? index : -1}]`)?.publications ?? {};
  return booleans?.[key] ?? lists?.[key]?.[index];
}

/** Airflow looks at the leaves alone. */
function stateOf(dag: AirflowDag, { ended }: Following): "success" | "failed" {
  const places = [...ended].map(([name, { state }]) => ({ id: name.replace(/\[-?\d+\]$/, ""), state }));
  const tasks = dag.units.flatMap((unit) => (unit.kind === "task" ? [unit] : unit.tasks));
  const upstream = new Set([
    ...tasks.flatMap((task) => task.after),
    ...dag.units.flatMap((unit) => (unit.kind === "group" ? [unit.source] : [])),
  ]);
  const leaves = places.filter(({ id }) => !upstream.has(id));
  return leaves.some(({ state }) => state === "failed" || state === "upstream_failed") ? "failed" : "success";
}
