// The wiring: the only part of a Plan that an engine needs. Tasks, what each waits for, its guard over booleans that
// earlier tasks publish, its fan-out over a count that an earlier task publishes.
import type { Expression } from "./expression.js";
import type { AtomId, NodeId, TaskId } from "./ids.js";

export interface Wiring {
  /** In program order; a task waits only for tasks before it. */
  readonly tasks: readonly Task[];
  readonly fanOuts: readonly FanOut[];
}

export interface Task {
  readonly id: TaskId;
  readonly kind: "node" | "gate" | "block";
  /** What runs: the call of a node task; the compound (map or loop) of a block, with all that is in it; none for a gate. */
  readonly node?: NodeId;
  /** Of the gate of a `try`: its node. It ends without failure where the body did, or where the handler is to be entered. */
  readonly catches?: NodeId;
  /** The gate of the innermost `try` in whose body this task stands: a failure of this task is that gate's to judge. */
  readonly caughtBy?: TaskId;
  /** The innermost fan-out (its map's node id) that this task runs in: one instance per item, or per chunk of items. */
  readonly fanOut?: NodeId;
  /**
   * Tasks that must have ended without failure (succeeded, reused or skipped) before this one starts; if one failed or
   * was not run, this one is not run. Inside one fan-out instances pair by index; from outside, all instances count.
   * Transitively reduced; of a task that starts when they have ended, as far as the end of one implies that of another.
   */
  readonly waits: readonly TaskId[];
  /**
   * Blocks, the gates of `try`, and what needs a block that may fail for something else: it starts when its waits have ended in
   * whatever way; its guard is `[[]]`, for the step process decides: run, skip, or not run.
   */
  readonly whenEnded?: true;
  readonly guard: Guard;
  readonly publishes: readonly Publication[];
  /** A gate's own work: lets that may throw and that nothing else is sure to evaluate; and, in the `end` gate, the result. */
  readonly evaluates: readonly NodeId[];
  readonly evaluatesResult: boolean;
}

/**
 * A disjunction of conjunctions: the task runs if every literal of one of them holds. `[[]]` is always. A literal holds where its task has
 * published the atom, and it is what the literal says, or "some".
 */
export type Guard = readonly (readonly GuardLiteral[])[];
export interface GuardLiteral {
  readonly task: TaskId;
  readonly atom: AtomId;
  readonly is: boolean;
}

/** What a task tells its engine when it has ended. */
export type Publication =
  /** The truth of `value`. From a chunk of several items: true, false, or "some" where items differ or failed. */
  | { readonly kind: "boolean"; readonly atom: AtomId; readonly value: Expression }
  /** The number of instances of a fan-out: 0 where the map is not entered. At most one per task. */
  | { readonly kind: "count"; readonly fanOut: NodeId }
  /**
   * Whether the results of a costly call are known: its key was found in the cache, and its record is committed as reused, so that its
   * task need not start. Its task's guard has the literal that this is false. Where `each` names the fan-out around the call, in
   * which the publisher does not stand: a list, with a boolean for each instance, that the literal is read from by the position there.
   */
  | { readonly kind: "known"; readonly atom: AtomId; readonly node: NodeId; readonly each?: NodeId };

export interface FanOut {
  /** The map's node id. */
  readonly id: NodeId;
  /** The enclosing fan-out, if it is nested and the engine can say so. */
  readonly parent?: NodeId;
  /** The task that publishes the count. It always runs (its guard is `[[]]`) unless it is in the same enclosing fan-out. */
  readonly source: TaskId;
  /**
   * The most instances that the engine takes. More items than this are cut into chunks, `chunkOf` says how. One that has another in it is
   * never cut: no limit, and no batch.
   */
  readonly maxInstances: number;
  /** Items per instance at least (the largest `batch` of the steps in its body). Default 1. */
  readonly batch: number;
}

/** Which task tells whether a call's result is known, and by which atom. */
export interface KnownAtom {
  readonly task: TaskId;
  readonly atom: AtomId;
}

/** By the call's node; what is told of nobody is not in it. */
export function knownAtoms({ tasks }: Wiring): ReadonlyMap<NodeId, KnownAtom> {
  return new Map(
    tasks.flatMap(({ id, publishes }) =>
      publishes.flatMap((one) => (one.kind === "known" ? [[one.node, { task: id, atom: one.atom }] as const] : [])),
    ),
  );
}

/** Instances of a fan-out over `items` items: ceil(items / size) with the smallest size ≥ batch that keeps to maxInstances. */
export function instancesOf(
  items: number,
  fanOut: Pick<FanOut, "maxInstances" | "batch">,
): { readonly instances: number; readonly size: number } {
  const size = Math.max(fanOut.batch, Math.ceil(items / fanOut.maxInstances), 1);
  return { instances: Math.ceil(items / size), size };
}

/** The item indexes of instance `instance`: [first, end). */
export function chunkOf(
  instance: number,
  items: number,
  fanOut: Pick<FanOut, "maxInstances" | "batch">,
): readonly [number, number] {
  const { size } = instancesOf(items, fanOut);
  return [instance * size, Math.min(items, (instance + 1) * size)];
}
