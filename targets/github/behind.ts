// What stands before a task: all that it waits for, however far away.
import type { Task, TaskId } from "../../runtime/contract/index.js";
import type { JobLayout, Layout } from "./layout.js";

/** A set of tasks: the bit of a task's number. */
type Bits = bigint;

export interface Behind {
  /** In the same body of a fan-out: it, and what it waits for there; of what starts when its waits have ended in whatever way, itself alone. */
  inBody(task: TaskId): ReadonlySet<TaskId>;
  /**
   * Whether a job has to look no further than that no job before it has failed: each failure there, and nothing else, keeps all of its tasks
   * from running.
   */
  isPlain(job: JobLayout): boolean;
}

export function behindOf(layout: Layout): Behind {
  const { tasks } = layout.wiring;
  const bits = new Map(tasks.map(({ id }, number) => [id, 1n << BigInt(number)]));
  const bitOf = (id: TaskId): Bits => bits.get(id) as Bits;
  const unionOf = (all: Iterable<Bits>): Bits => [...all].reduce((one, other) => one | other, 0n);

  const known = new Map<TaskId, Bits>();
  /** Without itself. A task waits for those before it in program order alone. */
  for (const task of tasks) {
    known.set(task.id, unionOf(layout.before(task).map((id) => bitOf(id) | (known.get(id) ?? closureOf(id)))));
  }
  function closureOf(id: TaskId): Bits {
    const found = known.get(id);
    if (found !== undefined) return found;
    const made = unionOf(layout.before(layout.task(id)).map((one) => bitOf(one) | closureOf(one)));
    known.set(id, made);
    return made;
  }
  /** Tasks whose failure does not keep all from running that wait for them, or of whose trouble they do not hear. */
  const special = unionOf(tasks.flatMap(({ id, whenEnded, caughtBy }) => (whenEnded || caughtBy ? [bitOf(id)] : [])));
  const bodies = layout.jobs.filter(({ tasks: members }) => members.length > 1).map(({ tasks: members }) => allOf(members));
  function allOf(members: readonly Task[]): Bits {
    return unionOf(members.map(({ id }) => bitOf(id)));
  }

  return {
    inBody(id) {
      const { fanOut } = layout.task(id);
      const members = new Set<TaskId>();
      const visit = (one: TaskId): void => {
        if (members.has(one) || layout.task(one).fanOut !== fanOut) return;
        members.add(one);
        if (!layout.task(one).whenEnded) layout.before(layout.task(one)).forEach(visit);
      };
      visit(id);
      return members;
    },
    isPlain(job) {
      const own = job.fanOut === undefined ? 0n : allOf(tasks.filter(({ fanOut }) => fanOut === job.fanOut?.id));
      const closures = job.tasks.map(({ id }) => closureOf(id));
      // Where they part the fan-out with another job, an item of that may fail without the others.
      if (closures.some((one) => (one & own & ~allOf(job.tasks)) !== 0n)) return false;
      if (job.tasks.some(({ whenEnded }) => whenEnded)) return false;
      const [first, ...others] = closures.map((one) => one & ~own);
      if (first === undefined || others.some((other) => other !== first) || (first & special) !== 0n) return false;
      return bodies.every((body) => (body & ~own & first) === 0n || (body & first) === body);
    },
  };
}
