// When a job starts, and which of its steps: the waits and guards of its tasks in GitHub's words.
//
// GitHub calls a job "skipped" whatever the reason. So a task that may be skipped by its guard has ended well where it has not failed and
// what it waits for has ended well; any other where it has succeeded. Where a job cannot tell this of an instance of another one, it starts, and
// the step process decides: run, skip, or not run. A costly one is preceded by a job that asks for it, so that its runner is not started in vain.
import type { Guard, GuardLiteral, Task, TaskId } from "../../runtime/contract/index.js";
import { literalText } from "../../runtime/contract/index.js";
import { type Behind, behindOf } from "./behind.js";
import {
  allOf,
  anyOf,
  contains,
  expression,
  going,
  is,
  isNot,
  jobOutput,
  jobResult,
  listed,
  listFrom,
  noFailure,
  stepOutcome,
  stepOutput,
} from "./condition.js";
import { isCostly, isList, type JobLayout, type Layout } from "./layout.js";

export interface Ready {
  readonly job: JobLayout;
  readonly needs: readonly string[];
  /** Absent: it starts at once. */
  readonly condition?: string;
  /** The list of instances, as JSON. */
  readonly items?: string;
  /** Of its steps, where they are several. */
  readonly conditions: ReadonlyMap<TaskId, string>;
  /** Tasks that start though only their process knows whether they are to run. */
  readonly decides: ReadonlySet<TaskId>;
  /** The job before it that says which instances are to be started. */
  readonly select?: Pick<Ready, "needs"> & { readonly name: string; readonly condition: string };
}

/** Names of outputs: the literals that hold, the instances of a fan-out, how the step of a task ended whose failure a `try` judges. */
export const outputs = { holds: "holds", items: "items", ok: "ok" } as const;

/** What must hold where tasks have ended without failure. */
interface Well {
  readonly terms: Set<string>;
  readonly jobs: Set<string>;
  doubt: boolean;
}

/** Of each job, in their order. */
export function readyJobs(layout: Layout): readonly Ready[] {
  const behind = behindOf(layout);
  return layout.jobs.map((job) => (job.fanOut === undefined ? readyTask(layout, behind, job) : readyMatrix(layout, behind, job)));
}

function readyTask(layout: Layout, behind: Behind, job: JobLayout): Ready {
  const [task] = job.tasks as readonly [Task];
  const before = layout.before(task);
  const plain = { job, needs: [], conditions: new Map(), decides: new Set<TaskId>() };
  if (before.length === 0) {
    // It may stand where nobody ever comes.
    const never = guardOf(layout, job, task.guard);
    return never.length === 0 ? plain : { ...plain, condition: expression(allOf([going, ...never])) };
  }
  const well = nothing();
  for (const id of before) well.jobs.add(layout.jobOf(id).name);
  if (task.whenEnded) return { ...plain, needs: [...well.jobs], condition: expression(going) };
  if (behind.isPlain(job)) well.terms.add(noFailure);
  else for (const id of task.waits) addWell(layout, behind, { job, guard: task.guard }, id, well);
  const guard = guardOf(layout, job, task.guard);
  const condition = (terms: readonly string[]) => expression(allOf([going, ...well.terms, ...terms]));
  if (!well.doubt) return { ...plain, needs: [...well.jobs], condition: condition(guard) };
  const decides = new Set([task.id]);
  if (!isCostly(layout, task)) return { ...plain, needs: [...well.jobs], condition: condition(guard), decides };
  return { ...plain, ...selected(layout, job, well, condition([])) };
}

function readyMatrix(layout: Layout, behind: Behind, job: JobLayout): Ready {
  const { source } = job.fanOut as NonNullable<JobLayout["fanOut"]>;
  const from = layout.jobOf(source).name;
  const whole = nothing();
  for (const id of job.tasks.flatMap(layout.before)) if (layout.jobOf(id) !== job) whole.jobs.add(layout.jobOf(id).name);
  const isPlain = behind.isPlain(job);
  if (isPlain) whole.terms.add(noFailure);
  else addWell(layout, behind, { job, guard: [[]] }, source, whole);

  const of = new Map<TaskId, Well>();
  for (const task of job.tasks) {
    const well = nothing();
    for (const id of task.whenEnded ? [] : task.waits) {
      if (!isPlain || layout.jobOf(id) === job) addWell(layout, behind, { job, guard: task.guard }, id, well);
    }
    for (const name of well.jobs) whole.jobs.add(name);
    if (!task.whenEnded && task.guard.flat().some((literal) => isElsewhere(layout, job, literal.task))) well.doubt = true;
    of.set(task.id, well);
  }
  const wells = [...of.values()];
  // What each of them waits for, the job does.
  for (const term of wells[0]?.terms ?? []) {
    if (!term.startsWith("steps.") && wells.every(({ terms }) => terms.has(term))) whole.terms.add(term);
  }
  const decides = new Set([...of].flatMap(([id, { doubt }]) => (doubt ? [id] : [])));
  const costly = job.tasks.some((task) => isCostly(layout, task));
  const [only] = job.tasks.length === 1 ? job.tasks : [];

  const conditionsOf = (id: TaskId): string => {
    const task = layout.task(id);
    if (task.whenEnded) return expression(going);
    const terms = [...(of.get(id)?.terms ?? [])].filter((term) => !whole.terms.has(term));
    return expression(allOf([going, ...terms, ...guardOf(layout, job, task.guard)]));
  };
  const conditions = new Map(only ? [] : job.tasks.map(({ id }) => [id, conditionsOf(id)] as const));
  const base = { job, conditions, decides };
  const items = jobOutput(from, outputs.items);
  const some = (list: string): string => isNot(list, "[]");
  if (costly && decides.size > 0) {
    const condition = expression(allOf([going, ...whole.terms, some(items)]));
    // Of several tasks one may have made it start.
    return { ...base, decides: new Set(only ? [] : decides), ...selected(layout, job, whole, condition) };
  }
  const list = only && listOf(layout, only.guard);
  const left = only?.guard.map((every) => every.filter((literal) => literal !== list && !sameLiteral(literal, list)));
  const [teller, name] = list === undefined ? [from, outputs.items] : [layout.jobOf(list.task).name, list.atom];
  const told = jobOutput(teller, name);
  const guard = left && !only?.whenEnded ? guardOf(layout, job, left) : [];
  const condition = expression(
    allOf([going, ...whole.terms, ...guard, ...(list === undefined ? [] : [isNot(told, "")]), some(told)]),
  );
  return { ...base, needs: [...whole.jobs], condition, items: listFrom(teller, name) };
}

const nothing = (): Well => ({ terms: new Set(), jobs: new Set(), doubt: false });

/** It starts where another job has found something to start. */
function selected(
  layout: Layout,
  job: JobLayout,
  { jobs }: Well,
  condition: string,
): Omit<Ready, "job" | "conditions" | "decides"> {
  const name = layout.fresh(`${job.name}_select`);
  const items = jobOutput(name, outputs.items);
  return {
    needs: [...jobs, name],
    condition: expression(allOf([going, is(jobResult(name), "success"), isNot(items, "[]")])),
    ...(job.fanOut === undefined ? {} : { items: listFrom(name, outputs.items) }),
    select: { name, needs: [...jobs], condition },
  };
}

interface Viewer {
  readonly job: JobLayout;
  /** It holds where the viewer asks. */
  readonly guard: Guard;
}

/** Adds what must hold where a task has ended without failure, as a step of the viewer's job sees it. */
function addWell(layout: Layout, behind: Behind, viewer: Viewer, id: TaskId, well: Well, seen = new Set<TaskId>()): void {
  if (seen.has(id)) return;
  seen.add(id);
  const task = layout.task(id);
  const job = layout.jobOf(id);
  const more = (ids: Iterable<TaskId>): void => {
    for (const one of ids) addWell(layout, behind, viewer, one, well, seen);
  };
  const sure = task.whenEnded === true || implies(viewer.guard, task.guard);
  if (job === viewer.job) {
    const outcome = stepOutcome(job.steps.get(id) as string);
    well.terms.add(sure ? is(outcome, "success") : isNot(outcome, "failure"));
    if (!sure) more(task.waits);
    return;
  }
  well.jobs.add(job.name);
  if (job.fanOut === undefined) {
    const result = jobResult(job.name);
    const ok = is(jobOutput(job.name, outputs.ok), "success");
    if (task.caughtBy !== undefined) well.terms.add(sure ? ok : anyOf([ok, is(result, "skipped")]));
    else well.terms.add(sure ? is(result, "success") : isNot(result, "failure"));
    if (!sure) more(task.waits);
  } else if (job.fanOut === viewer.job.fanOut) well.doubt = true;
  else addInstances(layout, behind, id, well, more);
}

/** Of all instances of a task, as something outside of its fan-out sees them. */
function addInstances(layout: Layout, behind: Behind, id: TaskId, well: Well, more: (ids: Iterable<TaskId>) => void): void {
  const { fanOut } = layout.jobOf(id);
  const covered = behind.inBody(id);
  const isJudgedOutside = ({ caughtBy }: Task): boolean => caughtBy !== undefined && layout.task(caughtBy).fanOut !== fanOut?.id;
  for (const job of layout.jobsIn(fanOut?.id as NonNullable<Task["fanOut"]>)) {
    const own = job.tasks.filter((task) => covered.has(task.id));
    if (own.length === 0) continue;
    well.jobs.add(job.name);
    // Its result says what has become of others too; and of what a `try` outside judges it says nothing.
    const others = job.tasks.some((task) => !covered.has(task.id) && task.caughtBy === undefined);
    if (others || own.some(isJudgedOutside)) well.doubt = true;
    else well.terms.add(isNot(jobResult(job.name), "failure"));
  }
  for (const one of covered) {
    const task = layout.task(one);
    more((task.whenEnded ? [] : task.waits).filter((other) => layout.task(other).fanOut !== fanOut?.id));
  }
  more(fanOut === undefined ? [] : [fanOut.source]);
}

/** A task of the same fan-out that another job runs. */
const isElsewhere = (layout: Layout, job: JobLayout, id: TaskId): boolean =>
  job.fanOut !== undefined && layout.task(id).fanOut === job.fanOut.id && layout.jobOf(id) !== job;

/** None: always. What another job of the same fan-out says of an item nobody hears, and the process decides. */
function guardOf(layout: Layout, job: JobLayout, guard: Guard): readonly string[] {
  const heard = guard.map((every) => every.filter((literal) => !isElsewhere(layout, job, literal.task)));
  if (heard.some((every) => every.length === 0)) return [];
  const possible = heard.filter((every) => !every.some((one) => every.some((two) => contradicts(one, two))));
  if (possible.length === 1) return (possible[0] ?? []).map((literal) => literalOf(layout, job, literal));
  return [anyOf(possible.map((every) => allOf(every.map((literal) => literalOf(layout, job, literal)))))];
}

function literalOf(layout: Layout, job: JobLayout, literal: GuardLiteral): string {
  const teller = layout.jobOf(literal.task);
  if (isList(layout, literal)) return listed(jobOutput(teller.name, literal.atom));
  const holds =
    teller === job ? stepOutput(job.steps.get(literal.task) as string, outputs.holds) : jobOutput(teller.name, outputs.holds);
  return contains(holds, literalText(literal.atom, literal.is));
}

/** The literal in all cases of a guard that is said of each instance by somebody outside. */
const listOf = (layout: Layout, guard: Guard): GuardLiteral | undefined =>
  guard[0]?.find((literal) => isList(layout, literal) && guard.every((every) => every.some((one) => sameLiteral(one, literal))));

const sameLiteral = (one: GuardLiteral, two: GuardLiteral | undefined): boolean =>
  one.task === two?.task && one.atom === two.atom && one.is === two.is;

const contradicts = (one: GuardLiteral, two: GuardLiteral): boolean =>
  one.task === two.task && one.atom === two.atom && one.is !== two.is;

/** Whether a guard holds wherever another one does: each case of that has all of one of this. */
const implies = (holding: Guard, guard: Guard): boolean =>
  holding.every((every) => guard.some((case_) => case_.every((literal) => every.some((one) => sameLiteral(one, literal)))));
