// An engine as hasty as Airflow: a task is not run as soon as one of its waits has failed, though others have not ended; and the
// run's state is that of its last tasks alone. Fan-outs do not nest.
import type { GuardLiteral, IndexPath, NodeId, Publications, Task, TaskId, Wiring } from "../../runtime/contract/index.js";
import type { Instance, Schedule, ScheduleEvent } from "../../targets/local/schedule.js";

type State = "waiting" | "ready" | "running" | "done" | "skipped" | "failed" | "not-run";
interface Seen {
  readonly ended: boolean;
  readonly failed: boolean;
}

/** A schedule; `tell` hears of skipped and not-run instances. Of a fan-out that never had instances the path is empty. */
export function createEagerSchedule(wiring: Wiring, tell: (event: ScheduleEvent) => void): Schedule {
  const tasks = new Map(wiring.tasks.map((task) => [task.id, task]));
  const sources = new Map<NodeId, TaskId>(wiring.fanOuts.map((fanOut) => [fanOut.id, fanOut.source]));
  const states = new Map<string, State>();
  const counts = new Map<TaskId, number>();
  const published = new Map<string, Publications>();
  const keyOf = (task: TaskId, path: IndexPath): string => `${task}@${path.join(".")}`;
  const stateOf = (task: TaskId, path: IndexPath): State => states.get(keyOf(task, path)) ?? "waiting";

  /** Index paths of a task's instances; the empty one while their number is not known, and where there are none. */
  const pathsOf = (task: Task): readonly IndexPath[] => {
    if (task.fanOut === undefined || states.has(keyOf(task.id, []))) return [[]];
    const count = counts.get(sources.get(task.fanOut) as TaskId) ?? 0;
    return count === 0 ? [[]] : Array.from({ length: count }, (_, index) => [index]);
  };
  const see = (state: State): Seen => ({
    ended: ["done", "skipped", "failed", "not-run"].includes(state),
    failed: state === "failed" || state === "not-run",
  });
  const wait = (id: TaskId, viewer: Task, path: IndexPath): Seen => {
    const task = tasks.get(id) as Task;
    const paths = pathsOf(task);
    const paired = task.fanOut !== undefined && task.fanOut === viewer.fanOut && paths.length > 0 && paths[0]?.length === 1;
    if (paired && path.length === 1) return see(stateOf(id, path));
    const all = paths.map((one) => see(stateOf(id, one)));
    return { ended: all.every(({ ended }) => ended), failed: all.some(({ failed }) => failed) };
  };
  const holds = ({ task: id, atom, is }: GuardLiteral, viewer: Task, path: IndexPath): boolean => {
    const task = tasks.get(id) as Task;
    const at = task.fanOut === undefined ? [] : path;
    if (!see(stateOf(id, at)).ended) throw new Error(`${viewer.id} asks ${id}, which has not ended`);
    const { booleans, lists } = published.get(keyOf(id, at)) ?? {};
    const value = booleans?.[atom] ?? lists?.[atom]?.[path.at(-1) ?? 0];
    return value === "some" || value === is;
  };

  /** What becomes of a waiting instance, if anything does. */
  const settle = (task: Task, path: IndexPath): State | null => {
    const source = task.fanOut === undefined ? null : see(stateOf(sources.get(task.fanOut) as TaskId, []));
    if (source?.failed) return "not-run";
    const waits = task.waits.map((id) => wait(id, task, path));
    if (!task.whenEnded && waits.some(({ failed }) => failed)) return "not-run";
    if (source && !source.ended) return null;
    if (!waits.every(({ ended }) => ended)) return null;
    if (source && path.length === 0) return "skipped";
    return task.guard.some((every) => every.every((literal) => holds(literal, task, path))) ? "ready" : "skipped";
  };
  const settleAll = (): void => {
    for (let changed = true; changed; ) {
      changed = false;
      for (const task of wiring.tasks) {
        for (const path of pathsOf(task)) {
          const state = stateOf(task.id, path) === "waiting" ? settle(task, path) : null;
          if (state === null) continue;
          changed = true;
          states.set(keyOf(task.id, path), state);
          tell({ kind: "instance", instance: { task, path }, state });
        }
      }
    }
  };
  const all = (): readonly { readonly task: Task; readonly path: IndexPath; readonly state: State }[] =>
    wiring.tasks.flatMap((task) => pathsOf(task).map((path) => ({ task, path, state: stateOf(task.id, path) })));
  const followed = new Set<TaskId>([...wiring.tasks.flatMap(({ waits }) => waits), ...sources.values()]);

  settleAll();
  return {
    next(): Instance | undefined {
      const found = all().find(({ state }) => state === "ready");
      if (found) states.set(keyOf(found.task.id, found.path), "running");
      return found && { task: found.task, path: found.path };
    },
    end({ task, path }, ending) {
      states.set(keyOf(task.id, path), ending.state);
      if (ending.state === "done") {
        published.set(keyOf(task.id, path), ending.publications);
        if (ending.publications.count !== undefined) counts.set(task.id, ending.publications.count);
      }
      settleAll();
    },
    finished: () => all().every(({ state }) => see(state).ended),
    failed: () => all().some(({ task, state }) => see(state).failed && !followed.has(task.id)),
  };
}
