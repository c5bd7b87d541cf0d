// Airflow's ids for the tasks of a plan.
import { digestOf, type NodeId, type Task, type TaskId, type Wiring } from "../../runtime/contract/index.js";

export interface AirflowIds {
  /** Of a task within its group. */
  readonly taskIdOf: (task: TaskId) => string;
  /** `group.task` inside a group. */
  readonly fullIdOf: (task: TaskId) => string;
  readonly groupIdOf: (fanOut: NodeId) => string;
}

/** Airflow takes 250 characters for a task's id with its group's. */
const maxLength = 120;

/**
 * Airflow takes letters, digits, `_` and `-`; a dot parts group and task. Other characters become `_`, and what would then be
 * taken already gets a number: different tasks never share an id. A long one ends in a hash. Groups and tasks are named apart from one another too.
 */
export function airflowIds(wiring: Wiring): AirflowIds {
  const taken = new Set<string>();
  const plain = (id: string): string => {
    const base = shortened(id.replace(/[^A-Za-z0-9_-]/g, "_"));
    let free = base;
    for (let number = 2; taken.has(free); number += 1) free = `${base}_${number}`;
    taken.add(free);
    return free;
  };
  const groups = new Map(wiring.fanOuts.map((fanOut) => [fanOut.id, plain(fanOut.id)]));
  const tasks = new Map(wiring.tasks.map((task) => [task.id, { id: plain(task.id), fanOut: task.fanOut }]));
  const find = <Key, Value>(map: ReadonlyMap<Key, Value>, key: Key): Value => {
    const value = map.get(key);
    if (value === undefined) throw new Error(`The plan's wiring names "${key}", which it does not have.`);
    return value;
  };
  const groupIdOf = (fanOut: NodeId) => find(groups, fanOut);
  const taskIdOf = (task: TaskId) => find(tasks, task).id;
  const fullIdOf = (task: TaskId) => {
    const { id, fanOut } = find(tasks, task);
    return fanOut === undefined ? id : `${groupIdOf(fanOut)}.${id}`;
  };
  return { taskIdOf, fullIdOf, groupIdOf };
}

const shortened = (id: string): string =>
  id.length <= maxLength ? id : `${id.slice(0, maxLength - 9)}_${digestOf(id).slice(0, 8)}`;

/** Units of a plan's tasks, each after all that it refers to: single tasks, and all tasks of one fan-out together. */
export function unitsOf(wiring: Wiring): readonly (readonly [Task, ...Task[]])[] {
  const unitOf = new Map<TaskId, Task[]>();
  const ofFanOut = new Map<NodeId, Task[]>();
  for (const task of wiring.tasks) {
    const unit = (task.fanOut !== undefined && ofFanOut.get(task.fanOut)) || [];
    if (task.fanOut !== undefined) ofFanOut.set(task.fanOut, unit);
    unit.push(task);
    unitOf.set(task.id, unit);
  }
  const ordered = new Set<Task[]>();
  const entered = new Set<Task[]>();
  const visit = (unit: Task[]): void => {
    if (entered.has(unit)) return;
    entered.add(unit);
    const sources = wiring.fanOuts.filter((fanOut) => fanOut.id === unit[0]?.fanOut).map((fanOut) => fanOut.source);
    const before = unit.flatMap((task) => [...task.waits, ...task.guard.flat().map((literal) => literal.task)]);
    for (const id of [...sources, ...before]) visit(unitOf.get(id) as Task[]);
    ordered.add(unit);
  };
  for (const unit of unitOf.values()) visit(unit);
  return [...ordered] as [Task, ...Task[]][];
}
