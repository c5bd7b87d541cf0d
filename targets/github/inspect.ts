// What GitHub refuses or reads otherwise, and linters and act let pass: found in the finished document.
import { expression } from "./condition.js";
import type { Workflow } from "./document.js";
import { inputFlaws } from "./inspect/inputs.js";
import { circular, jobFlaws } from "./inspect/jobs.js";
import { outputFlaws } from "./inspect/outputs.js";
import { idPattern, repeated, textsIn } from "./inspect/texts.js";
import { limits } from "./limits.js";
import { minutesBetween } from "./schedule.js";
import { writeWorkflow } from "./write.js";

/** One sentence per flaw, in order of the document; none as a rule, for whatever a user wrote has been looked at before. */
export function flawsOf(workflow: Workflow): readonly string[] {
  const names = Object.keys(workflow.jobs);
  const bytes = Buffer.byteLength(writeWorkflow(workflow));
  return [
    ...(bytes > limits.fileBytes ? [`The file has ${bytes} bytes, and GitHub takes ${limits.fileBytes}.`] : []),
    ...inputFlaws(workflow.on),
    ...scheduleFlaws(workflow.on),
    ...textsIn(workflow.on).flatMap((text) => (text.includes("${{") ? [`${JSON.stringify(text)} would be evaluated.`] : [])),
    ...concurrencyFlaws(workflow),
    ...(Object.keys(workflow.permissions).length > 0 ? ["All jobs have rights that some may not need."] : []),
    ...names.flatMap((name) => (idPattern.test(name) ? [] : [`"${name}" is no id of a job.`])),
    ...repeated(names).map((name) => `The job "${name}" is there twice.`),
    ...circular(workflow),
    ...names.flatMap((name) => jobFlaws(name, workflow)),
    ...outputFlaws(workflow),
  ];
}

const cronPart = /^(?:\d+|\*|[A-Z]{3})(?:[,/-](?:\d+|\*|[A-Z]{3}))*$/;

/** act runs a schedule whatever it says. */
function scheduleFlaws({ schedule = [] }: Workflow["on"]): readonly string[] {
  return schedule.flatMap(({ cron }) => {
    const parts = cron.split(" ");
    if (parts.length !== 5 || !parts.every((part) => cronPart.test(part))) return [`"${cron}" is no schedule of five fields.`];
    return minutesBetween(cron) < limits.leastMinutes ? [`"${cron}" is more often than GitHub starts runs.`] : [];
  });
}

/** act starts every run at once. */
function concurrencyFlaws({ concurrency: { group, "cancel-in-progress": replaces } }: Workflow): readonly string[] {
  const alone = group.endsWith(expression("github.run_id"));
  const said = alone ? group.slice(0, group.indexOf("${{")) : group;
  return [
    ...(said === "" || said.includes("${{") ? [`Nobody knows what shares the group "${group}".`] : []),
    ...(replaces && alone ? [`A run of the group "${group}" replaces nothing.`] : []),
  ];
}
