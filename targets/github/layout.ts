// Which job runs which tasks: each task of the pipeline has one of its own. In a fan-out an item is a leg of a matrix, which runs the tasks of the
// body one after another; where they want other runners, they are jobs one behind the other, each a matrix of its own.
import type { FanOut, GuardLiteral, NodeId, Publication, Task, TaskId, Wiring } from "../../runtime/contract/index.js";
import { freshNames } from "./names.js";

export interface JobLayout {
  readonly name: string;
  /** In program order; one, unless in a fan-out. Of one that selects: what the instances are asked for. */
  readonly tasks: readonly Task[];
  readonly fanOut?: FanOut;
  /** Ids of its steps, by task. */
  readonly steps: ReadonlyMap<TaskId, string>;
}

export interface Layout {
  readonly wiring: Wiring;
  /** Each after all whose tasks its own wait for. */
  readonly jobs: readonly JobLayout[];
  task(id: TaskId): Task;
  jobOf(task: TaskId): JobLayout;
  /** The jobs of a fan-out. */
  jobsIn(fanOut: NodeId): readonly JobLayout[];
  fanOut(id: NodeId): FanOut;
  /** What a task itself waits for or is told by, and the source of its fan-out. */
  before(task: Task): readonly TaskId[];
  /** A name that no job has. */
  fresh(name: string): string;
}

/** The step of a job that has one. */
export const onlyStep = "zenc";

/** @param runnerOf texts that are equal where tasks may share a job. */
export function layOut(wiring: Wiring, runnerOf: (task: Task) => string): Layout {
  const fresh = freshNames();
  const tasks = new Map(wiring.tasks.map((task) => [task.id, task]));
  const fanOuts = new Map(wiring.fanOuts.map((fanOut) => [fanOut.id, fanOut]));
  const task = (id: TaskId): Task => found(tasks, id);
  const fanOut = (id: NodeId): FanOut => found(fanOuts, id);
  const before = ({ waits, guard, fanOut: own }: Task): readonly TaskId[] => [
    ...new Set([...waits, ...guard.flat().map((literal) => literal.task), ...(own === undefined ? [] : [fanOut(own).source])]),
  ];

  /** The bodies of fan-outs, cut where the runner changes. */
  const parts = new Map<NodeId, { readonly runner: string; readonly tasks: Task[] }[]>();
  const partOf = new Map<TaskId, number>();
  for (const one of wiring.tasks) {
    if (one.fanOut === undefined) continue;
    const own = parts.get(one.fanOut) ?? [];
    parts.set(one.fanOut, own);
    const runner = runnerOf(one);
    const first = Math.max(0, ...before(one).map((id) => (task(id).fanOut === one.fanOut ? (partOf.get(id) as number) : 0)));
    const fits = own.findIndex((part, at) => at >= first && part.runner === runner);
    const at = fits >= 0 ? fits : own.push({ runner, tasks: [] }) - 1;
    own[at]?.tasks.push(one);
    partOf.set(one.id, at);
  }

  const jobs = new Map<TaskId, JobLayout>();
  const add = (members: readonly Task[], name: string, of?: FanOut): void => {
    const step = freshNames();
    const steps = new Map(members.map(({ id }) => [id, members.length === 1 ? onlyStep : step(id)]));
    const job = { name: fresh(name), tasks: members, ...(of === undefined ? {} : { fanOut: of }), steps };
    for (const { id } of members) jobs.set(id, job);
  };
  for (const one of wiring.tasks) {
    if (one.fanOut === undefined) add([one], one.id);
    else
      for (const { tasks: members } of parts.get(one.fanOut) ?? []) {
        if (members[0] === one) add(members, members.length === 1 ? one.id : one.fanOut, fanOut(one.fanOut));
      }
  }
  const jobOf = (id: TaskId): JobLayout => found(jobs, id);
  return {
    wiring,
    jobs: ordered([...new Set(jobs.values())], (job) => job.tasks.flatMap(before).map(jobOf)),
    task,
    jobOf,
    jobsIn: (id) => [...new Set(wiring.tasks.filter((one) => one.fanOut === id).map((one) => jobOf(one.id)))],
    fanOut,
    before,
    fresh,
  };
}

function found<Key, Value>(map: ReadonlyMap<Key, Value>, key: Key): Value {
  const value = map.get(key);
  if (value === undefined) throw new Error(`The plan's wiring names "${key}", which it does not have.`);
  return value;
}

function ordered(jobs: readonly JobLayout[], before: (job: JobLayout) => readonly JobLayout[]): readonly JobLayout[] {
  const done = new Set<JobLayout>();
  const entered = new Set<JobLayout>();
  const visit = (job: JobLayout): void => {
    if (entered.has(job)) return;
    entered.add(job);
    before(job).forEach(visit);
    done.add(job);
  };
  jobs.forEach(visit);
  return [...done];
}

/** What the publisher of a literal says of it. */
export function publicationOf(layout: Layout, { task, atom }: GuardLiteral): Publication | undefined {
  return layout.task(task).publishes.find((one) => one.kind !== "count" && one.atom === atom);
}

/** Whether a task is not to be started for a result that is known. */
export const isCostly = (layout: Layout, { guard }: Task): boolean =>
  guard.flat().some((literal) => publicationOf(layout, literal)?.kind === "known");

/** What is said of each instance of the fan-out that the reader stands in. */
export function isList(layout: Layout, literal: GuardLiteral): boolean {
  const publication = publicationOf(layout, literal);
  return publication?.kind === "known" && publication.each !== undefined;
}
