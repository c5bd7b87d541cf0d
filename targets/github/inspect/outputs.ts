// Flaws of what jobs tell others: who tells it, and how long it may get. act takes any length.
import type { Workflow } from "../document.js";
import { limits } from "../limits.js";
import { idPattern } from "./texts.js";

/** The longest that a step process tells: a list of all instances. Two bytes a character. */
const longestBytes = 2 * JSON.stringify(Array.from({ length: limits.legs }, (_, at) => at)).length;

export function outputFlaws({ jobs }: Workflow): readonly string[] {
  const told = Object.entries(jobs).map(([name, job]) => [name, job, Object.entries(job.outputs ?? {})] as const);
  const count = told.reduce((sum, [, , outputs]) => sum + outputs.length, 0);
  return [
    ...told.flatMap(([name, { steps }, outputs]) => {
      const ids = new Set(steps.flatMap((step) => ("run" in step ? [step.id] : [])));
      return [
        ...(outputs.length * longestBytes > limits.jobOutputBytes ? [`"${name}" may tell more than GitHub takes of a job.`] : []),
        ...outputs.flatMap(([output, text]) => {
          const [, step = ""] = /^\$\{\{ steps\.([A-Za-z0-9_-]+)\.(?:outcome|outputs\.[A-Za-z0-9_-]+) \}\}$/.exec(text) ?? [];
          return ids.has(step) && idPattern.test(output) ? [] : [`No step of "${name}" tells "${output}".`];
        }),
      ];
    }),
    ...(count * longestBytes > limits.runOutputBytes ? [`${count} outputs may be more than GitHub takes of a run.`] : []),
  ];
}
