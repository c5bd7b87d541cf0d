// The scheduler: wiring in, which instance runs next out. It knows no processes and no store, only what tasks published,
// which is what every engine knows.
import {
  type FanOut,
  type GuardLiteral,
  type IndexPath,
  knownAtoms,
  type NodeId,
  type Publications,
  type Task,
  type TaskId,
  type Wiring,
} from "../../runtime/contract/index.js";
import { type Cell, endCell, openCell } from "./cell.js";

/** One start of a task: its position in each enclosing fan-out (chunks count as one), outermost first. */
export interface Instance {
  readonly task: Task;
  readonly path: IndexPath;
}
/** reused: it was not started, for its result is known. */
export type InstanceState = "waiting" | "ready" | "running" | "done" | "reused" | "skipped" | "failed" | "not-run";

/** What the scheduler tells as it goes on. */
export type ScheduleEvent =
  | { readonly kind: "instance"; readonly instance: Instance; readonly state: InstanceState }
  /** A fan-out's number of instances is known; null: its source failed, so its tasks are not run. */
  | { readonly kind: "fanOut"; readonly fanOut: FanOut; readonly path: IndexPath; readonly instances: number | null };

export type Ending =
  | { readonly state: "done" | "skipped"; readonly publications: Publications }
  | { readonly state: "failed" | "not-run" };

export interface Schedule {
  /** The next instance that may start, in program order; undefined where all wait or run. */
  next(): Instance | undefined;
  /** An instance that `next` gave has ended for good. */
  end(instance: Instance, ending: Ending): void;
  /** Every instance has ended, was skipped, or is not run. */
  finished(): boolean;
  /** Some instance failed or was not run, and no gate of a try judges it: then the run has failed. */
  failed(): boolean;
}

/** Starts a schedule; `tell` is called for each change, in order. */
export function createSchedule(wiring: Wiring, tell: (event: ScheduleEvent) => void): Schedule {
  const position = new Map(wiring.tasks.map((task, index) => [task.id, index]));
  const fanOuts = new Map(wiring.fanOuts.map((fanOut) => [fanOut.id, fanOut]));
  const chains = new Map(wiring.tasks.map((task) => [task.id, chainOf(task, fanOuts)]));
  const known = knownAtoms(wiring);
  const cells = new Map<string, Cell>();
  const roots: Cell[] = [];
  const ready: Instance[][] = wiring.tasks.map(() => []);
  // A gate that is not run, for what it judges had trouble from outside, counts itself.
  let failed = false;
  const blame = (task: Task): void => {
    failed ||= task.caughtBy === undefined;
  };

  const cellAt = (task: TaskId, path: IndexPath): Cell => {
    const cell = cells.get(`${task}@${path.join(".")}`);
    if (!cell) throw new Error(`no cell of task "${task}" at [${path.join(", ")}]`);
    return cell;
  };
  const open = (task: TaskId, path: IndexPath, parent: Cell | null): void => {
    const cell = openCell(parent);
    cells.set(`${task}@${path.join(".")}`, cell);
    if (!parent) roots.push(cell);
  };
  const tellState = (instance: Instance, state: InstanceState): void => {
    if (state === "failed" || state === "not-run") blame(instance.task);
    tell({ kind: "instance", instance, state });
  };

  /** The cell of `task` as an instance with `chain` and `path` sees it: paired in the fan-outs that both stand in. */
  const seenFrom = (task: TaskId, chain: readonly NodeId[], path: IndexPath): Cell => {
    const other = chains.get(task) ?? [];
    let common = 0;
    while (common < chain.length && chain[common] === other[common]) common++;
    return cellAt(task, path.slice(0, common));
  };
  const literalHolds = (literal: GuardLiteral, chain: readonly NodeId[], path: IndexPath): boolean => {
    const { booleans, lists } = seenFrom(literal.task, chain, path);
    const published = booleans[literal.atom] ?? lists[literal.atom]?.[path.at(-1) ?? 0];
    return published === "some" || published === literal.is;
  };

  const settle = (cell: Cell, failed: boolean): void => {
    const later: (() => void)[] = [];
    endCell(cell, failed, later);
    pending.push(...later);
  };
  // Listeners run one after another, never within one another.
  const pending: (() => void)[] = [];
  let draining = false;
  const drain = (): void => {
    if (draining) return;
    draining = true;
    for (let next = pending.shift(); next; next = pending.shift()) next();
    draining = false;
  };
  const whenEnded = (needed: readonly Cell[], then: () => void): void => {
    let missing = 1;
    const one = (): void => {
      missing--;
      if (missing === 0) then();
    };
    for (const cell of new Set(needed)) {
      if (cell.ended) continue;
      missing++;
      cell.listeners.push(one);
    }
    pending.push(one);
  };

  const connect = (instance: Instance): void => {
    const { task, path } = instance;
    const chain = chains.get(task.id) ?? [];
    const waits = task.waits.map((id) => seenFrom(id, chain, path));
    const guards = task.guard.flat().map((literal) => seenFrom(literal.task, chain, path));
    whenEnded([...waits, ...guards], () => {
      const cell = cellAt(task.id, path);
      if (!task.whenEnded && waits.some((wait) => wait.failed)) {
        tellState(instance, "not-run");
        settle(cell, true);
      } else if (task.guard.some((all) => all.every((literal) => literalHolds(literal, chain, path)))) {
        ready[position.get(task.id) as number]?.push(instance);
        tellState(instance, "ready");
      } else {
        const told = known.get(task.node as NodeId);
        const reused = told !== undefined && literalHolds({ ...told, is: true }, chain, path);
        tellState(instance, reused ? "reused" : "skipped");
        settle(cell, false);
      }
    });
  };

  const expand = (fanOut: FanOut, path: IndexPath): void => {
    const depth = path.length;
    const inside = wiring.tasks.filter((task) => chains.get(task.id)?.[depth] === fanOut.id);
    const source = seenFrom(fanOut.source, chainOfFanOut(fanOut, fanOuts).slice(0, depth), path);
    // The source has cut the items into chunks: what it publishes is the number of instances. A skipped one publishes none.
    const instances = source.failed ? null : (source.count ?? 0);
    tell({ kind: "fanOut", fanOut, path, instances });
    for (const task of inside) {
      const group = cellAt(task.id, path);
      group.remaining = instances ?? 0;
      if (instances === null) blame(task);
      if (!instances) settle(group, instances === null);
      else for (let index = 0; index < instances; index++) open(task.id, [...path, index], group);
    }
    for (let index = 0; index < (instances ?? 0); index++) enter(inside, depth + 1, [...path, index], fanOut.id);
  };

  /** Connects what stands directly at `path`: its instances, and the fan-outs that begin there. */
  const enter = (tasks: readonly Task[], depth: number, path: IndexPath, parent: NodeId | undefined): void => {
    for (const task of tasks) {
      if (chains.get(task.id)?.length !== depth) continue;
      tellState({ task, path }, "waiting");
      connect({ task, path });
    }
    const chain = parent === undefined ? [] : chainOfFanOut(fanOuts.get(parent) as FanOut, fanOuts);
    for (const fanOut of wiring.fanOuts) {
      if (fanOut.parent === parent) whenEnded([seenFrom(fanOut.source, chain, path)], () => expand(fanOut, path));
    }
  };

  for (const task of wiring.tasks) open(task.id, [], null);
  enter(wiring.tasks, 0, [], undefined);
  drain();

  return {
    next() {
      for (const queue of ready) {
        const instance = queue.shift();
        if (!instance) continue;
        tellState(instance, "running");
        return instance;
      }
      return undefined;
    },
    end(instance, ending) {
      const cell = cellAt(instance.task.id, instance.path);
      const ok = ending.state === "done" || ending.state === "skipped";
      if (ok) {
        cell.booleans = ending.publications.booleans ?? {};
        cell.lists = ending.publications.lists ?? {};
        cell.count = ending.publications.count ?? null;
      }
      tellState(instance, ending.state);
      settle(cell, !ok);
      drain();
    },
    finished: () => roots.every((cell) => cell.ended),
    failed: () => failed,
  };
}

/** The fan-outs that a task stands in, outermost first. */
function chainOf(task: Task, fanOuts: ReadonlyMap<NodeId, FanOut>): readonly NodeId[] {
  const innermost = task.fanOut === undefined ? undefined : fanOuts.get(task.fanOut);
  return innermost ? chainOfFanOut(innermost, fanOuts) : [];
}

function chainOfFanOut(fanOut: FanOut, fanOuts: ReadonlyMap<NodeId, FanOut>): readonly NodeId[] {
  const parent = fanOut.parent === undefined ? undefined : fanOuts.get(fanOut.parent);
  return parent ? [...chainOfFanOut(parent, fanOuts), fanOut.id] : [fanOut.id];
}
