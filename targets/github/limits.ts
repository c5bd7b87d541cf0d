// What GitHub takes. https://docs.github.com/en/actions/reference/limits

export const limits = {
  /** Of a workflow file. */
  fileBytes: 500_000,
  /** Of `workflow_dispatch`. */
  inputs: 25,
  /** Characters of all inputs of a run together. https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#workflow_dispatch */
  inputsLength: 65_535,
  /** What is kept of a number. */
  digits: 15,
  /** Between two scheduled runs. */
  leastMinutes: 5,
  /** Legs of one matrix. */
  legs: 256,
  /** Of a job on runners of one's own. */
  jobMinutes: 7200,
  /** Characters of an expression, and how deep its parts may stand in one another. */
  expressionLength: 21_000,
  expressionDepth: 50,
  /** Of all outputs of a job, and of all jobs; a character counts as two bytes. */
  jobOutputBytes: 1_000_000,
  runOutputBytes: 50_000_000,
} as const;
