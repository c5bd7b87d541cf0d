// A wiring as lines that a test can be read by.
import { wirePipeline } from "../../compiler/wire/index.js";
import type { Block, Expression, Publication, Task, Wiring } from "../../runtime/contract/index.js";
import { pipelineOf } from "./structures.js";

/** Of a structure, for an engine like Airflow; the step `wide` asks for 20 items a process, `costly` are steps not to be started for nothing. */
export function wire(structure: Block, result?: Expression, fanOutDepth = 1, costly: readonly string[] = []): Wiring {
  const limits = { maxInstances: 1000, fanOutDepth };
  return wirePipeline(pipelineOf(structure, result), { wide: { batch: 20 } }, limits, new Set(costly)).wiring;
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
      ...task.publishes.map(publicationText),
      ...(task.evaluates.length > 0 ? [`evaluates ${task.evaluates.join(" ")}`] : []),
      ...(task.evaluatesResult ? ["evaluates the result"] : []),
    ].join(" "),
  );
}

/** `?c` whether the result of c is known, `?c*` of each of its items. */
function publicationText(one: Publication): string {
  if (one.kind === "count") return `#${one.fanOut}`;
  return one.kind === "boolean" ? `=${one.atom}` : `?${one.node}${one.each === undefined ? "" : "*"}`;
}

function guardText(task: Task): string {
  return task.guard.map((all) => all.map(({ task: by, atom, is }) => `${is ? "" : "!"}${by}.${atom}`).join(" & ")).join(" | ");
}
