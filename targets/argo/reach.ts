// What the wiring implies: which tasks stand in a fan-out, whose trouble keeps a task from running, whose failure is seen from outside.
import type { FanOut, NodeId, Task, TaskId, Wiring } from "../../runtime/contract/index.js";

/** A fan-out's body, or null: the pipeline. */
export type ScopeId = NodeId | null;

/** A set of tasks: the bit of a task's number. */
type Set = bigint;

export interface Reach {
  readonly wiring: Wiring;
  task(id: TaskId): Task;
  fanOut(id: NodeId): FanOut;
  parentOf(fanOut: NodeId): ScopeId;
  /** Tasks that stand directly in it. */
  tasksIn(scope: ScopeId): readonly Task[];
  /** Fan-outs that stand directly in it. */
  fanOutsIn(scope: ScopeId): readonly FanOut[];
  isWithin(task: TaskId, scope: ScopeId): boolean;
  /** The fan-out directly in `scope` in which the task stands; null: it stands in the scope itself. */
  childToward(scope: ScopeId, task: TaskId): NodeId | null;
  /** Whether every task within this fan-out is not run where that task has failed or was not run. */
  allNeed(fanOut: NodeId, task: TaskId): boolean;
  /** Whether the task's own failure is for something outside of the scope to judge, or for nobody. */
  isOpen(task: TaskId, scope: ScopeId): boolean;
  /** Whether something within is open in `scope`. */
  hasOpen(fanOut: NodeId, scope: ScopeId): boolean;
  /**
   * Tasks within a fan-out by whose state something outside decides whether it runs, where the state of the whole does not say
   * it: something else in there may fail. Null: the state of the whole says it to everybody.
   */
  toldOf(fanOut: NodeId): readonly TaskId[] | null;
}

export function reachOf(wiring: Wiring): Reach {
  const numbers = new Map(wiring.tasks.map((task, number) => [task.id, number]));
  const fanOuts = new Map(wiring.fanOuts.map((fanOut) => [fanOut.id, fanOut]));
  const numberOf = (id: TaskId): number => {
    const number = numbers.get(id);
    if (number === undefined) throw new Error(`The plan's wiring names the task "${id}", which it does not have.`);
    return number;
  };
  const task = (id: TaskId): Task => wiring.tasks[numberOf(id)] as Task;
  const fanOut = (id: NodeId): FanOut => {
    const found = fanOuts.get(id);
    if (!found) throw new Error(`The plan's wiring names the fan-out "${id}", which it does not have.`);
    return found;
  };
  const bit = (id: TaskId): Set => 1n << BigInt(numberOf(id));
  const parentOf = (id: NodeId): ScopeId => fanOut(id).parent ?? null;
  /** Innermost first, without the pipeline. */
  const around = memo((scope: ScopeId): readonly NodeId[] => (scope === null ? [] : [scope, ...around(parentOf(scope))]));
  const isWithin = (id: TaskId, scope: ScopeId): boolean => scope === null || around(task(id).fanOut ?? null).includes(scope);
  const members = memo(
    (scope: ScopeId): Set => wiring.tasks.reduce((all, { id }) => (isWithin(id, scope) ? all | bit(id) : all), 0n),
  );
  const listOf = (set: Set): readonly Task[] => wiring.tasks.filter((_, number) => ((set >> BigInt(number)) & 1n) === 1n);
  /** It, and all whose trouble keeps it from running. */
  const behind = memo((id: TaskId): Set => {
    const { waits, whenEnded, fanOut: own } = task(id);
    const sources = around(own ?? null).map((each) => fanOut(each).source);
    return [...sources, ...(whenEnded ? [] : waits)].reduce((all, before) => all | behind(before), bit(id));
  });
  const open = memo((scope: ScopeId): Set => {
    const all = members(scope);
    return listOf(all).reduce(
      (found, { id, caughtBy }) => (caughtBy === undefined || (bit(caughtBy) & all) === 0n ? found | bit(id) : found),
      0n,
    );
  });
  const needed = memo((scope: ScopeId): Set => listOf(members(scope)).reduce((all, { id }) => all & behind(id), members(null)));
  const toldOf = memo((id: NodeId): readonly TaskId[] | null => {
    const [inside, parent] = [members(id), parentOf(id)];
    const users = wiring.tasks
      .filter((user) => !user.whenEnded && isWithin(user.id, parent) && !isWithin(user.id, id))
      .map((user) => ({ of: user.waits.filter((before) => isWithin(before, id)), behind: behind(user.id) }));
    const outer = (parent !== null && toldOf(parent)) || [];
    const passedOn = outer.filter((one) => isWithin(one, id)).map((one) => ({ of: [one], behind: behind(one) }));
    const all = [...users, ...passedOn].filter(({ of }) => of.length > 0);
    if (all.every((user) => (open(id) & ~user.behind) === 0n)) return null;
    const told = all.flatMap(({ of }) => of).reduce((set, one) => set | bit(one), 0n);
    return listOf(told & inside).map((one) => one.id);
  });
  return {
    wiring,
    task,
    fanOut,
    parentOf,
    tasksIn: (scope) => wiring.tasks.filter((one) => (one.fanOut ?? null) === scope),
    fanOutsIn: (scope) => wiring.fanOuts.filter((one) => (one.parent ?? null) === scope),
    isWithin,
    childToward: (scope, id) => around(task(id).fanOut ?? null).find((one) => parentOf(one) === scope) ?? null,
    allNeed: (id, before) => (needed(id) & bit(before)) !== 0n,
    isOpen: (id, scope) => (open(scope) & bit(id)) !== 0n,
    hasOpen: (id, scope) => (open(scope) & open(id)) !== 0n,
    toldOf,
  };
}

function memo<Key, Value>(compute: (key: Key) => Value): (key: Key) => Value {
  const known = new Map<Key, Value>();
  return (key) => {
    const found = known.get(key);
    if (found !== undefined) return found;
    const value = compute(key);
    known.set(key, value);
    return value;
  };
}
