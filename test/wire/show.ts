// A wiring as lines that a test can be read by.
import { wirePipeline } from "../../compiler/wire/index.js";
import type { Block, Expression, Task, Wiring } from "../../runtime/contract/index.js";
import { pipelineOf } from "./structures.js";

/** Of a structure, for an engine like Airflow; the step `wide` asks for 20 items a process. */
export function wire(structure: Block, result?: Expression, fanOutDepth = 1): Wiring {
  return wirePipeline(pipelineOf(structure, result), { wide: { batch: 20 } }, { maxInstances: 1000, fanOutDepth }).wiring;
}

/** One line per task: `b @map_1 < a if a.ok !c.x =publishes`; `<<` waits for the end of these, `~ try_1` stands in that try's body. */
export function show({ tasks }: Wiring): readonly string[] {
  return tasks.map((task) =>
    [
      task.kind === "block" ? `[${task.id}]` : task.id,
      ...(task.fanOut ? [`@${task.fanOut}`] : []),
      ...(task.caughtBy ? [`~ ${task.caughtBy}`] : []),
      ...(task.waits.length > 0 || task.whenEnded ? [`${task.whenEnded ? "<<" : "<"} ${task.waits.join(" ")}`.trim()] : []),
      ...(JSON.stringify(task.guard) === "[[]]" ? [] : [`if ${guardText(task)}`]),
      ...task.publishes.map((one) => (one.kind === "count" ? `#${one.fanOut}` : `=${one.atom}`)),
      ...(task.evaluates.length > 0 ? [`evaluates ${task.evaluates.join(" ")}`] : []),
      ...(task.evaluatesResult ? ["evaluates the result"] : []),
    ].join(" "),
  );
}

function guardText(task: Task): string {
  return task.guard.map((all) => all.map(({ task: by, atom, is }) => `${is ? "" : "!"}${by}.${atom}`).join(" & ")).join(" | ");
}
