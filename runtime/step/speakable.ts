// What an engine would cut off is not said at all: the task fails, and says why.
import { environment, exitCode, publicationText } from "../contract/index.js";
import type { TaskOutcome } from "./task.js";

/** The outcome, or a failure for good where its publications are longer than the environment allows. Its record stays. */
export function speakable(outcome: TaskOutcome, env: NodeJS.ProcessEnv): TaskOutcome {
  const limit = Number(env[environment.publishLimit] || Number.POSITIVE_INFINITY);
  // With its break.
  const bytes = Buffer.byteLength(publicationText(outcome.publications)) + 1;
  if (!(bytes > limit)) return outcome;
  const message = `The task has ${bytes} bytes to tell ${env[environment.engine] ?? "its engine"}, which takes ${limit}.`;
  const error = { cause: "internal" as const, name: "PublicationsTooLong", message, fatal: true };
  return { ...outcome, exit: exitCode.fatal, state: "failed", publications: { fatal: message }, error };
}
