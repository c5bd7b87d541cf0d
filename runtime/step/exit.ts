// The exit code of a `zenc-step` process, as its engine wants to be told.
import { environment, exitCode } from "../contract/index.js";
import type { TaskOutcome } from "./task.js";

/** The outcome's own code, but where the environment says another for its kind. */
export function exitOf(outcome: TaskOutcome, env: NodeJS.ProcessEnv): number {
  const { exit, publications } = outcome;
  const own = (name: string): number => {
    const text = env[name];
    return text !== undefined && /^\d+$/.test(text) ? Number(text) : exit;
  };
  if (publications.fatal !== undefined) return own(environment.fatalExit);
  if (exit === exitCode.failed && isFinal(outcome)) return own(environment.finalExit);
  return exit === exitCode.skipped ? own(environment.skippedExit) : exit;
}

/** Something has failed, and nothing that has has an attempt left. */
function isFinal({ items }: TaskOutcome): boolean {
  const failed = items.filter(({ state }) => state === "failed");
  return failed.length > 0 && failed.every(({ final }) => final === true);
}
