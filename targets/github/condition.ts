// The texts of conditions. Only names that zenc made go into them.
//
// An `if` without a status function holds only where all jobs before it have succeeded, skipped ones count as not: so each says one.

/** Parts of a conjunction, each once. */
export const allOf = (parts: readonly string[]): string => [...new Set(parts)].join(" && ");

/** A disjunction as a part of a conjunction. */
export function anyOf(cases: readonly string[]): string {
  const [only, ...more] = [...new Set(cases)];
  if (only === undefined) return "false";
  return more.length === 0 ? only : `(${[only, ...more].map((one) => (one.includes(" && ") ? `(${one})` : one)).join(" || ")})`;
}

export const expression = (text: string): string => `\${{ ${text} }}`;

/** The run goes on, whatever has become of other jobs. */
export const going = "!cancelled()";
/** No job that stands anywhere before has failed; skipped ones may be there. */
export const noFailure = "!failure()";

export const jobResult = (job: string): string => `needs.${job}.result`;
export const jobOutput = (job: string, output: string): string => `needs.${job}.outputs.${output}`;
export const stepOutcome = (step: string): string => `steps.${step}.outcome`;
export const stepOutput = (step: string, output: string): string => `steps.${step}.outputs.${output}`;
export const matrixItem = "matrix.item";

export const is = (of: string, word: string): string => `${of} == '${word}'`;
export const isNot = (of: string, word: string): string => `${of} != '${word}'`;
export const contains = (of: string, word: string): string => `contains(${of}, '${word}')`;

/** Whether a list that an output holds as JSON has the item; one that was not said has none. */
export const listed = (output: string): string => `${isNot(output, "")} && contains(fromJSON(${output}), ${matrixItem})`;

/** The list that another job has told; none where it has not run, for the matrix may be looked at before the condition is. */
export const listFrom = (job: string, output: string): string =>
  expression(`fromJSON(${is(jobResult(job), "success")} && ${jobOutput(job, output)} || '[]')`);
