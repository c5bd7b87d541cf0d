// biome-ignore-all lint/suspicious/noTemplateCurlyInString: GitHub reads them
// What GitHub refuses or reads otherwise and linters let pass: found in the finished document.

import type { Job, RunStep, Workflow } from "./document.js";
import { maxInputs } from "./inputs.js";

/** Of an expression: characters, and how deep its parts may stand in one another. */
const maxExpression = 21_000;

/** One sentence per flaw, in order of the document; none as a rule, for whatever a user wrote has been looked at before. */
export function flawsOf(workflow: Workflow): readonly string[] {
  const inputs = Object.entries(workflow.on.workflow_dispatch.inputs ?? {});
  return [
    ...(inputs.length > maxInputs ? [`There are ${inputs.length} inputs, and GitHub takes ${maxInputs}.`] : []),
    ...inputs.flatMap(([name, { type, default: value, options }]) =>
      type === "choice" && value !== undefined && !options?.includes(String(value))
        ? [`The default of the input "${name}" is none of its choices.`]
        : [],
    ),
    ...textsIn(workflow.on).flatMap((text) => (text.includes("${{") ? [`${JSON.stringify(text)} would be evaluated.`] : [])),
    ...repeated(Object.keys(workflow.jobs)).map((name) => `The job "${name}" is there twice.`),
    ...circular(workflow),
    ...Object.entries(workflow.jobs).flatMap(([name, job]) => jobFlaws(name, job, workflow)),
  ];
}

const idPattern = /^(?!__)[A-Za-z_][A-Za-z0-9_-]{0,99}$/;

/** GitHub does not tell upper from lower case. */
const repeated = (names: readonly string[]): readonly string[] =>
  names.filter((name, at) => names.findIndex((one) => one.toLowerCase() === name.toLowerCase()) !== at);

function circular({ jobs }: Workflow): readonly string[] {
  const open = new Set<string>();
  const done = new Set<string>();
  const visit = (name: string): boolean => {
    if (done.has(name)) return false;
    if (open.has(name)) return true;
    open.add(name);
    const found = (jobs[name]?.needs ?? []).some(visit);
    done.add(name);
    return found;
  };
  return Object.keys(jobs).flatMap((name) => (visit(name) ? [`"${name}" waits for itself.`] : []));
}

function jobFlaws(name: string, job: Job, { jobs }: Workflow): readonly string[] {
  const needs = new Set(job.needs);
  const steps = job.steps.flatMap((step) => ("run" in step ? [step] : []));
  const conditions = [job.if, ...steps.map((step) => step.if)].flatMap((text) => (text === undefined ? [] : [text]));
  const texts = textsIn({ ...job, steps: [] });
  const mentioned = [...conditions, ...texts].flatMap((text) =>
    [...text.matchAll(/needs\.([A-Za-z0-9_-]+)/g)].map(([, one = ""]) => one),
  );
  return [
    ...(idPattern.test(name) ? [] : [`"${name}" is no id of a job.`]),
    ...[...needs].flatMap((one) => (one in jobs ? [] : [`"${name}" needs "${one}", which is not there.`])),
    ...mentioned.flatMap((one) => (needs.has(one) ? [] : [`"${name}" asks for "${one}", which it does not need.`])),
    ...outputsAsked(job).flatMap(([of, output]) =>
      jobs[of]?.outputs?.[output] === undefined ? [`"${name}" asks "${of}" for "${output}", which it does not tell.`] : [],
    ),
    // Without one, a job is skipped where any job before it was.
    ...conditions.flatMap((text) =>
      /!cancelled\(\)|always\(\)/.test(text) ? [] : [`${text} of "${name}" has no status function.`],
    ),
    ...(job.needs !== undefined && job.if === undefined ? [`"${name}" needs others and has no condition.`] : []),
    ...conditions.flatMap((text) => (text.length > maxExpression ? [`A condition of "${name}" is too long.`] : [])),
    ...(job.strategy !== undefined && job.outputs !== undefined ? [`"${name}" has outputs, of which the last leg tells.`] : []),
    ...(job.strategy !== undefined && !/!= '\[\]'/.test(job.if ?? "") ? [`"${name}" may have an empty matrix.`] : []),
    ...(job.strategy !== undefined && job.strategy["fail-fast"] !== false ? [`"${name}" ends with its first failure.`] : []),
    ...repeated(steps.map(({ id }) => id)).map((id) => `"${name}" has the step "${id}" twice.`),
    ...steps.flatMap((step) => stepFlaws(name, step)),
  ];
}

function stepFlaws(job: string, { id, run }: RunStep): readonly string[] {
  return [
    ...(idPattern.test(id) ? [] : [`"${id}" of "${job}" is no id of a step.`]),
    ...(run.includes("${{") ? [`"${id}" of "${job}" evaluates something in its command.`] : []),
  ];
}

const outputsAsked = (job: Job): readonly (readonly [job: string, output: string])[] =>
  textsIn(job).flatMap((text) =>
    [...text.matchAll(/needs\.([A-Za-z0-9_-]+)\.outputs\.([A-Za-z0-9_-]+)/g)].map(
      ([, of = "", output = ""]) => [of, output] as const,
    ),
  );

function textsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
