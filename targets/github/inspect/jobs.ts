// Flaws of jobs: what they need, when they start, how they end, and their steps.
import type { Job, RunStep, Workflow } from "../document.js";
import { limits } from "../limits.js";
import { conditionFlaws } from "./conditions.js";
import { idPattern, repeated, textsIn } from "./texts.js";

/** Jobs that wait for one another in a circle. */
export function circular({ jobs }: Workflow): readonly string[] {
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

/** Of a job that is there. */
export function jobFlaws(name: string, workflow: Workflow): readonly string[] {
  const { jobs } = workflow;
  const job = jobs[name] as Job;
  const steps = job.steps.flatMap((step) => ("run" in step ? [step] : []));
  return [
    ...(job.needs ?? []).flatMap((one) => (one in jobs ? [] : [`"${name}" needs "${one}", which is not there.`])),
    ...outputsAsked(job).flatMap(([of, output]) =>
      jobs[of]?.outputs?.[output] === undefined ? [`"${name}" asks "${of}" for "${output}", which it does not tell.`] : [],
    ),
    ...conditionFlaws(name, job, workflow),
    ...matrixFlaws(name, job),
    ...minutesFlaws(name, job),
    ...caughtFlaws(name, job, steps),
    ...Object.entries(job.permissions).flatMap(([right, how]) =>
      `${right}: ${how}` === "contents: read" || `${right}: ${how}` === "id-token: write"
        ? []
        : [`"${name}" has the right "${right}: ${how}", which no step process needs.`],
    ),
    ...repeated(steps.map(({ id }) => id)).map((id) => `"${name}" has the step "${id}" twice.`),
    ...steps.flatMap((step) => stepFlaws(name, step)),
  ];
}

/** act starts one leg where there is none to start, as many as there are, and all the same after a failure. */
function matrixFlaws(name: string, { strategy, outputs, if: condition = "" }: Job): readonly string[] {
  if (strategy === undefined) return [];
  const { "fail-fast": failFast, "max-parallel": most = 1 } = strategy;
  return [
    ...(outputs === undefined ? [] : [`"${name}" has outputs, of which the last leg tells.`]),
    ...(/!= '\[\]'/.test(condition) ? [] : [`"${name}" may have an empty matrix.`]),
    ...(failFast === false ? [] : [`"${name}" ends with its first failure.`]),
    ...(Number.isInteger(most) && most >= 1 ? [] : [`"${name}" runs ${most} legs at once.`]),
  ];
}

/** act waits for a job for ever. */
function minutesFlaws(name: string, { "timeout-minutes": minutes = 1 }: Job): readonly string[] {
  const isTaken = Number.isInteger(minutes) && minutes >= 1 && minutes <= limits.jobMinutes;
  return isTaken ? [] : [`"${name}" may take ${minutes} minutes, and GitHub takes ${limits.jobMinutes}.`];
}

/** act lets a job fail that goes on after an error; on GitHub it is a success to others, who must be told how it ended. */
function caughtFlaws(name: string, job: Job, steps: readonly RunStep[]): readonly string[] {
  if (!job["continue-on-error"] || job.strategy !== undefined) return [];
  const goesOn = steps.some(
    ({ id, "continue-on-error": on }) => on && Object.values(job.outputs ?? {}).includes(`\${{ steps.${id}.outcome }}`),
  );
  return goesOn ? [] : [`"${name}" goes on after an error, and tells nobody.`];
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
