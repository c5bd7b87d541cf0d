// Flaws of conditions: what they ask, and whether GitHub answers as it is meant.
import type { Job, Workflow } from "../document.js";
import { limits } from "../limits.js";
import { textsIn } from "./texts.js";

/** Of a job and its steps. */
export function conditionFlaws(name: string, job: Job, { jobs }: Workflow): readonly string[] {
  const needs = new Set(job.needs);
  const conditions = [job.if, ...job.steps.map((step) => ("run" in step ? step.if : undefined))].flatMap((text) => text ?? []);
  const mentioned = [...conditions, ...textsIn({ ...job, steps: [] })].flatMap((text) => namesIn(text, "needs"));
  const before = ancestorsOf(name, jobs);
  const goOn = [...before].filter((one) => jobs[one]?.["continue-on-error"]);
  return [
    ...mentioned.flatMap((one) => (needs.has(one) ? [] : [`"${name}" asks for "${one}", which it does not need.`])),
    // Without one, a job is skipped where any job before it was.
    ...conditions.flatMap((text) =>
      /!cancelled\(\)|always\(\)/.test(text) ? [] : [`${text} of "${name}" has no status function.`],
    ),
    ...(job.needs !== undefined && job.if === undefined ? [`"${name}" needs others and has no condition.`] : []),
    ...conditions.flatMap((text) => (text.length > limits.expressionLength ? [`A condition of "${name}" is too long.`] : [])),
    ...conditions.flatMap((text) => (depthOf(text) > limits.expressionDepth ? [`A condition of "${name}" is too deep.`] : [])),
    // What goes on after an error is a success to GitHub, and a failure to act.
    ...goOn.flatMap((one) => (/failure\(\)/.test(job.if ?? "") ? [`"${name}" does not hear of a failure of "${one}".`] : [])),
    ...goOn.flatMap((one) =>
      asksHow(job.if ?? "", one) ? [`"${name}" asks how "${one}" ended, which goes on after an error.`] : [],
    ),
    ...stepsAsked(name, job),
  ];
}

/** All jobs that stand somewhere before one. */
function ancestorsOf(name: string, jobs: Workflow["jobs"]): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (one: string): void => {
    for (const before of jobs[one]?.needs ?? []) {
      if (found.has(before)) continue;
      found.add(before);
      visit(before);
    }
  };
  visit(name);
  return found;
}

const asksHow = (condition: string, job: string): boolean =>
  new RegExp(`needs\\.${job}\\.result [!=]= '(?!skipped')`).test(condition);

/** A step that has not run yet has no outcome. */
function stepsAsked(name: string, { steps }: Job): readonly string[] {
  const before = new Set<string>();
  return steps.flatMap((step) => {
    if (!("run" in step)) return [];
    const asked = textsIn({ if: step.if, env: step.env }).flatMap((text) => namesIn(text, "steps"));
    const flaws = asked.flatMap((one) =>
      before.has(one) ? [] : [`"${step.id}" of "${name}" asks for "${one}", which is not before it.`],
    );
    before.add(step.id);
    return flaws;
  });
}

const namesIn = (text: string, context: string): readonly string[] =>
  [...text.matchAll(new RegExp(`\\b${context}\\.([A-Za-z0-9_-]+)`, "g"))].map(([, one = ""]) => one);

/** Parentheses in one another; those in words are none. */
function depthOf(text: string): number {
  let depth = 0;
  let most = 0;
  for (const one of text.replace(/'(?:[^']|'')*'/g, "")) {
    if (one === "(") most = Math.max(most, ++depth);
    else if (one === ")") depth--;
  }
  return most;
}
