// Progress as a tally per task: fan-outs are one line with counts, whatever their width.
import type { Task, TaskId } from "../../runtime/contract/index.js";
import type { RunEvent, TaskState } from "../../targets/local/events.js";

export interface TaskTally {
  readonly task: Task;
  /** Known instances; null until the fan-out's count is known. Tasks outside fan-outs: 1. */
  total: number | null;
  /** By state; an instance counts in its present state only. */
  readonly states: Map<TaskState, number>;
  /** When its first instance started, in milliseconds of `performance.now()`. */
  startedAt: number | null;
  /** Of one instance; of a fan-out, from its first start to its last end. */
  durationMs: number;
  retries: number;
  /** Some instance asks for an accelerator and goes on without. */
  lacksAccelerator: boolean;
  /** What a running step said last of how far it has come. */
  progress: { readonly done: number; readonly total: number | null; readonly label: string | null } | null;
}

export interface Tally {
  readonly tasks: ReadonlyMap<TaskId, TaskTally>;
  /** Takes an event; returns the task's tally if all its instances have just ended. */
  take(event: RunEvent): TaskTally | null;
}

const open: readonly TaskState[] = ["waiting", "running"];

export function createTally(tasks: readonly Task[], now: () => number): Tally {
  const tallies = new Map<TaskId, TaskTally>(
    tasks.map((task) => [
      task.id,
      {
        task,
        total: task.fanOut === undefined ? 1 : null,
        states: new Map(),
        startedAt: null,
        durationMs: 0,
        retries: 0,
        lacksAccelerator: false,
        progress: null,
      },
    ]),
  );
  const last = new Map<string, TaskState>();
  const ended = (tally: TaskTally): boolean => {
    let done = 0;
    for (const [state, number] of tally.states) if (!open.includes(state)) done += number;
    return tally.total !== null && done === tally.total;
  };
  return {
    tasks: tallies,
    take(event) {
      const tally = tallies.get(event.task.id);
      if (!tally) return null;
      if (event.kind === "step") {
        const { event: told } = event;
        if (told.kind === "progress") tally.progress = { done: told.done, total: told.total ?? null, label: told.label ?? null };
        if (told.kind === "accelerator") tally.lacksAccelerator ||= told.accelerator.lacks !== undefined;
        return null;
      }
      if (event.kind === "retry") {
        tally.retries++;
        return null;
      }
      if (event.kind === "instances") {
        tally.total = (tally.total ?? 0) + (event.instances ?? 0);
        if (event.instances === null) add(tally.states, "not-run", 0);
        return ended(tally) ? tally : null;
      }
      const key = `${event.task.id}@${event.path.join(".")}`;
      const before = last.get(key);
      if (before !== undefined) add(tally.states, before, -1);
      last.set(key, event.state);
      add(tally.states, event.state, 1);
      if (event.state === "running") tally.startedAt ??= now();
      if (open.includes(event.state)) return null;
      tally.durationMs =
        tally.task.fanOut === undefined ? event.durationMs : tally.startedAt === null ? 0 : now() - tally.startedAt;
      return ended(tally) ? tally : null;
    },
  };
}

function add(states: Map<TaskState, number>, state: TaskState, by: number): void {
  states.set(state, (states.get(state) ?? 0) + by);
}
