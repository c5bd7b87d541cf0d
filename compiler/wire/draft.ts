// Tasks while they are made: numbered in program order, with what has surely ended before each.
import type { AtomId, Expression, GuardLiteral, NodeId, Publication, TaskId } from "../../runtime/contract/index.js";
import { type Bits, bit, hasBit, intersection, intersects, membersDescending, noBits, union, without } from "./bits.js";
import type { Scope } from "./scope.js";

export interface DraftTask {
  readonly number: number;
  readonly id: TaskId;
  readonly kind: "node" | "gate" | "block";
  readonly node?: NodeId;
  readonly catches?: NodeId;
  readonly scope: Scope;
  /** The body of the `try` whose gate judges a failure of this task. */
  readonly domain: Scope | null;
  /** All that it needs, and the tasks that this implies. */
  readonly needs: Bits;
  readonly waits: readonly TaskId[];
  readonly whenEnded: boolean;
  readonly guard: readonly (readonly GuardLiteral[])[];
  /** It and all tasks that have surely ended without failure when it has. */
  readonly behind: Bits;
  /** It and all of which a failure counts for those that wait for it, though it has no instances. */
  readonly passes: Bits;
  /** It and all tasks that have surely ended when it has ended in whatever way. */
  readonly ended: Bits;
  /** The source of its fan-out has surely ended too then; it may be not run before its source has ended. */
  readonly endsAfterSource: boolean;
  /** An engine does not start it where its result is known: then it tells nothing, though it has ended well. */
  readonly costly: boolean;
  readonly publishes: Publication[];
  readonly evaluates: readonly NodeId[];
  readonly evaluatesResult: boolean;
}

export type NewTask = Pick<DraftTask, "id" | "kind" | "node" | "catches" | "scope" | "needs" | "guard"> & {
  /** Default: the scope's. */
  readonly domain?: Scope | null;
  /** It starts when its needs have ended in whatever way; it is not run where one of these failed or was not run. */
  readonly judges?: Bits;
  /** Of `judges`: what counts although nothing is entered. Default: all. */
  readonly passes?: Bits;
  /** It is not run where a doubtful block has failed. */
  readonly heeds?: true;
  readonly costly?: boolean;
  readonly evaluates?: readonly NodeId[];
  readonly evaluatesResult?: boolean;
};

export interface Drafts {
  readonly tasks: readonly DraftTask[];
  /** The next task's number. */
  add(task: NewTask): DraftTask;
  publish(task: DraftTask, atom: AtomId, value: Expression): void;
  /** Makes a task tell whether the result of a call is known; of a call in the fan-out `each`, in which the task does not stand, of all its instances. */
  publishKnown(task: DraftTask, atom: AtomId, node: NodeId, each?: NodeId): void;
  /** Makes a task the source of a fan-out, and its tasks the members. */
  openFanOut(fanOut: NodeId, source: DraftTask): void;
  sourceOf(fanOut: NodeId): DraftTask | undefined;
  /** A block that may report a failure which those that need it are not to heed: each starts when it has ended, and decides. */
  doubt(block: DraftTask): void;
  isDoubtful(needs: Bits): boolean;
  /** Whether a task in `scope` that needs this starts when its waits have ended in whatever way. */
  decidesItself(needs: Bits, scope: Scope): boolean;
}

interface OpenFanOut {
  readonly source: DraftTask;
  members: Bits;
}

/** Whether a task stands in a fan-out that the viewer does not stand in. */
function isForeign({ scope }: Pick<DraftTask, "scope">, viewer: readonly NodeId[]): boolean {
  return scope.fanOuts.some((fanOut, depth) => viewer[depth] !== fanOut);
}

/** Whether a task stands in the viewer's innermost fan-out. */
function isBeside({ scope }: Pick<DraftTask, "scope">, viewer: readonly NodeId[]): boolean {
  return scope.fanOuts.length === viewer.length && !isForeign({ scope }, viewer);
}

export function createDrafts(): Drafts {
  const tasks: DraftTask[] = [];
  const fanOuts = new Map<NodeId, OpenFanOut>();
  let doubtful: Bits = noBits;
  const openOf = (fanOut: NodeId): OpenFanOut => {
    const open = fanOuts.get(fanOut);
    if (!open) throw new Error(`fan-out "${fanOut}" has no source yet`);
    return open;
  };
  const isSource = (task: DraftTask, viewer: readonly NodeId[]): boolean =>
    viewer.some((fanOut) => openOf(fanOut).source.number === task.number);
  const taskAt = (number: number): DraftTask => tasks[number] as DraftTask;

  /**
   * What has surely ended when all instances of a task have that a viewer waits for. A fan-out that the viewer does not
   * stand in may have no instances: then only what its source had behind it has surely ended.
   */
  const seenFrom = (task: DraftTask, viewer: readonly NodeId[], what: "behind" | "ended"): Bits => {
    const { fanOuts: chain } = task.scope;
    const innermost = chain.at(-1);
    if (innermost === undefined || viewer[chain.length - 1] === innermost) return task[what];
    const open = openOf(innermost);
    const members = union(bit(task.number), intersection(task[what], open.members));
    return what === "ended" && !task.endsAfterSource ? members : union(members, seenFrom(open.source, viewer, what));
  };
  /** A fan-out without instances still passes on that something which its tasks need has failed. */
  const widened = (needs: Bits, viewer: readonly NodeId[]): Bits => {
    let wide = union(needs, ...viewer.map((fanOut) => bit(openOf(fanOut).source.number)));
    for (const number of membersDescending(needs)) {
      if (isForeign(taskAt(number), viewer)) wide = union(wide, taskAt(number).passes);
    }
    return wide;
  };
  /** Those of `needs` that no other of them implies, and all that they imply. */
  const reduced = (needs: Bits, viewer: readonly NodeId[], what: "behind" | "ended"): readonly [DraftTask[], Bits] => {
    let covered: Bits = noBits;
    const waits: DraftTask[] = [];
    for (const number of membersDescending(needs)) {
      if (hasBit(covered, number)) continue;
      waits.push(taskAt(number));
      covered = union(covered, seenFrom(taskAt(number), viewer, what));
    }
    return [waits.reverse(), covered];
  };
  /**
   * What has ended when a task has that waits for these: all of it where it ran; where it was not run, perhaps only one of them,
   * for engines do not wait for the others then.
   */
  const endedAfter = (waits: readonly DraftTask[], viewer: readonly NodeId[], whenEnded: boolean): Bits => {
    // Where a source fails, all tasks of its fan-out are not run.
    const others = waits.filter((wait) => !isSource(wait, viewer));
    const each = (others.length > 0 ? others : waits).map((wait) =>
      // It is not run as soon as one instance has failed.
      isForeign(wait, viewer) && !whenEnded ? noBits : seenFrom(wait, viewer, "ended"),
    );
    return whenEnded || each.length === 0 ? union(...each) : each.reduce(intersection);
  };

  return {
    tasks,
    add({ judges, heeds, domain, passes, ...draft }) {
      const viewer = draft.scope.fanOuts;
      const needs = widened(draft.needs, viewer);
      const passed = passes ?? judges ?? needs;
      const implied = judges ?? (!heeds && intersects(needs, doubtful) ? needs : undefined);
      const surely = implied && without(widened(implied, viewer), doubtful);
      const whenEnded = surely !== undefined;
      const [waits, covered] = reduced(needs, viewer, whenEnded ? "ended" : "behind");
      const behind = surely ? reduced(surely, viewer, "behind")[1] : covered;
      const task: DraftTask = {
        costly: false,
        evaluates: [],
        evaluatesResult: false,
        ...draft,
        guard: whenEnded ? [[]] : draft.guard,
        number: tasks.length,
        domain: domain === undefined ? draft.scope.domain : domain,
        needs,
        waits: waits.map(({ id }) => id),
        whenEnded,
        behind: union(behind, bit(tasks.length)),
        passes: union(bit(tasks.length), ...[...membersDescending(passed)].map((number) => taskAt(number).passes)),
        ended: union(endedAfter(waits, viewer, whenEnded), bit(tasks.length)),
        endsAfterSource:
          whenEnded || waits.every((wait) => isSource(wait, viewer) || (isBeside(wait, viewer) && wait.endsAfterSource)),
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
    publishKnown(task, atom, node, each) {
      task.publishes.push({ kind: "known", atom, node, ...(each === undefined ? {} : { each }) });
    },
    openFanOut(fanOut, source) {
      source.publishes.push({ kind: "count", fanOut });
      fanOuts.set(fanOut, { source, members: noBits });
    },
    sourceOf: (fanOut) => fanOuts.get(fanOut)?.source,
    doubt(block) {
      doubtful = union(doubtful, bit(block.number));
    },
    isDoubtful: (needs) => intersects(needs, doubtful),
    decidesItself: (needs, { fanOuts: viewer }) => intersects(widened(needs, viewer), doubtful),
  };
}
