// Which instances of tasks are to be started: asked by an engine before it starts a costly machine for them.
import {
  chunkOf,
  exitCode,
  type IndexPath,
  instancesOf,
  type NodeId,
  type Plan,
  type Task,
  type TaskId,
} from "../contract/index.js";
import { createInterpreter } from "../interpreter/index.js";
import { loadValue } from "../values/index.js";
import { ownFrom } from "./code.js";
import { misuse } from "./failure.js";
import { openRecords } from "./records.js";
import { ensureRun } from "./run-record.js";
import { failureOf, importGlue } from "./run-task.js";
import type { Session } from "./session.js";
import type { TaskOutcome, TaskRequest } from "./task.js";

/** Resolves with the instances as the publication `items`; nothing is thrown. The tasks stand in one fan-out, or in none. */
export async function selectInstances(request: TaskRequest, tasks: readonly TaskId[], session: Session): Promise<TaskOutcome> {
  const items = await select(request, tasks, session).catch(failureOf);
  if (!Array.isArray(items)) return items as TaskOutcome;
  return { exit: exitCode.done, state: "succeeded", publications: { items }, durationMs: 0, items: [] };
}

async function select(request: TaskRequest, names: readonly TaskId[], session: Session): Promise<readonly number[]> {
  const store = await session.store(request.store);
  const { plan, table } = await session.plan(store, request.plan);
  const tasks = names.map((name) => {
    const task = table.tasks.get(name);
    if (!task) throw misuse(`The plan of "${plan.pipeline}" has no task "${name}".`);
    return task;
  });
  const run = await ensureRun(store, plan, request);
  const records = openRecords(store, plan.pipeline, request.run);
  const answers = {
    parameters: run.parameters,
    record: records.last,
    load: (artifact: Parameters<typeof loadValue>[0]) => loadValue(artifact, store, "value", ownFrom(store)),
    glue: () => importGlue(plan, store),
  };
  const interpreter = createInterpreter(plan, answers, table);
  /**
   * Whether something is left to be done; what needs a task that has not ended is, for that may be one of these. So is what is not run for an
   * expression that threw: no task has failed of it, and who waits for this one hears of it from its process alone.
   */
  const isOpen = async (task: Task, index: IndexPath): Promise<boolean> => {
    const node = task.kind === "node" ? (task.node as NodeId) : task.id;
    const last = await records.last(node, index);
    if (last && last.state !== "failed") return false;
    const decision = await interpreter.decide(node, index);
    if (decision.kind === "not-run") return decision.because.kind === "expression";
    return decision.kind === "run" || decision.kind === "pending";
  };
  const anyOpen = async (index: IndexPath): Promise<boolean> => {
    for (const task of tasks) if (await isOpen(task, index)) return true;
    return false;
  };
  const fanOut = fanOutOf(plan, tasks[0]);
  if (fanOut === undefined) return (await anyOpen([])) ? [0] : [];
  const count = await interpreter.count(fanOut.id, []);
  const found: number[] = [];
  for (let instance = 0; instance < instancesOf(count, fanOut).instances; instance++) {
    const [from, to] = chunkOf(instance, count, fanOut);
    const paths = Array.from({ length: to - from }, (_, at) => [from + at]);
    for (const path of paths) {
      if (!(await anyOpen(path))) continue;
      found.push(instance);
      break;
    }
  }
  return found;
}

const fanOutOf = ({ wiring }: Plan, task: Task | undefined) => wiring.fanOuts.find(({ id }) => id === task?.fanOut);
