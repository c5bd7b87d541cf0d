// Tasks while they are made: numbered in program order, with what has surely ended before each.
import type { AtomId, Expression, GuardLiteral, NodeId, Publication, TaskId } from "../../runtime/contract/index.js";
import { type Bits, bit, hasBit, intersection, membersDescending, noBits, union } from "./bits.js";
import type { Scope } from "./scope.js";

export interface DraftTask {
  readonly number: number;
  readonly id: TaskId;
  readonly kind: "node" | "gate";
  readonly node?: NodeId;
  readonly scope: Scope;
  /** All that it needs, and the tasks that this implies. */
  readonly needs: Bits;
  readonly waits: readonly TaskId[];
  readonly guard: readonly (readonly GuardLiteral[])[];
  /** It and all tasks that have surely ended without failure when it has. */
  readonly behind: Bits;
  readonly publishes: Publication[];
  readonly evaluates: readonly NodeId[];
  readonly evaluatesResult: boolean;
}

export interface Drafts {
  readonly tasks: readonly DraftTask[];
  /** The next task's number. */
  add(task: Omit<DraftTask, "number" | "waits" | "behind" | "publishes">): DraftTask;
  publish(task: DraftTask, atom: AtomId, value: Expression): void;
  /** Makes a task the source of a fan-out, and its tasks the members. */
  openFanOut(fanOut: NodeId, source: DraftTask): void;
  sourceOf(fanOut: NodeId): DraftTask | undefined;
}

interface OpenFanOut {
  readonly source: DraftTask;
  members: Bits;
}

export function createDrafts(): Drafts {
  const tasks: DraftTask[] = [];
  const fanOuts = new Map<NodeId, OpenFanOut>();
  const openOf = (fanOut: NodeId): OpenFanOut => {
    const open = fanOuts.get(fanOut);
    if (!open) throw new Error(`fan-out "${fanOut}" has no source yet`);
    return open;
  };

  /**
   * What has surely ended when all instances of a task have that a viewer waits for. A fan-out that the viewer does not
   * stand in may have no instances: then only what its source had behind it has surely ended.
   */
  const seenFrom = (task: DraftTask, viewer: readonly NodeId[]): Bits => {
    const { fanOuts: chain } = task.scope;
    const innermost = chain.at(-1);
    if (innermost === undefined || viewer[chain.length - 1] === innermost) return task.behind;
    const open = openOf(innermost);
    return union(bit(task.number), intersection(task.behind, open.members), seenFrom(open.source, viewer));
  };

  return {
    tasks,
    add(draft) {
      const viewer = draft.scope.fanOuts;
      let needs = draft.needs;
      for (const fanOut of viewer) needs = union(needs, bit(openOf(fanOut).source.number));
      // A fan-out without instances still passes on that something which its tasks need has failed.
      for (const number of membersDescending(draft.needs)) {
        const { scope, behind } = tasks[number] as DraftTask;
        if (scope.fanOuts.some((fanOut, depth) => viewer[depth] !== fanOut)) needs = union(needs, behind);
      }
      let covered: Bits = noBits;
      const waits: TaskId[] = [];
      for (const number of membersDescending(needs)) {
        if (hasBit(covered, number)) continue;
        const wait = tasks[number] as DraftTask;
        waits.push(wait.id);
        covered = union(covered, seenFrom(wait, viewer));
      }
      const task: DraftTask = {
        ...draft,
        number: tasks.length,
        needs,
        waits: waits.reverse(),
        behind: union(covered, bit(tasks.length)),
        publishes: [],
      };
      tasks.push(task);
      for (const fanOut of viewer) {
        const open = openOf(fanOut);
        open.members = union(open.members, bit(task.number));
      }
      return task;
    },
    publish(task, atom, value) {
      task.publishes.push({ kind: "boolean", atom, value });
    },
    openFanOut(fanOut, source) {
      source.publishes.push({ kind: "count", fanOut });
      fanOuts.set(fanOut, { source, members: noBits });
    },
    sourceOf: (fanOut) => fanOuts.get(fanOut)?.source,
  };
}
