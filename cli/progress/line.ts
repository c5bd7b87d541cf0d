// One line of progress: a mark, the task, what became of it, how long it took.
import type { TaskState } from "../../targets/local/events.js";
import type { Colors } from "../terminal.js";
import { duration } from "../words.js";
import type { TaskTally } from "./tally.js";

const order: readonly TaskState[] = ["failed", "stopped", "not-run", "succeeded", "reused", "skipped", "running", "waiting"];
const words: Record<TaskState, string> = {
  waiting: "waiting",
  running: "running",
  succeeded: "succeeded",
  reused: "reused",
  skipped: "skipped",
  failed: "failed",
  "not-run": "not run",
  stopped: "stopped",
};

/** The mark of a state: `✓` succeeded, `↺` reused, `–` skipped, `✗` failed (yellow where a `try` is around), `·` not run. */
export function mark(state: TaskState, colors: Colors, guarded = false): string {
  switch (state) {
    case "succeeded":
      return colors.green("✓");
    case "reused":
      return colors.cyan("↺");
    case "skipped":
      return colors.dim("–");
    case "failed":
      return guarded ? colors.yellow("✗") : colors.red("✗");
    case "not-run":
    case "waiting":
      return colors.dim("·");
    case "stopped":
      return colors.yellow("■");
    case "running":
      return colors.blue("…");
  }
}

/** The line of a task all of whose instances have ended. */
export function endedLine(tally: TaskTally, width: number, colors: Colors): string {
  const states = order.filter((state) => (tally.states.get(state) ?? 0) > 0);
  const worst = states[0] ?? (tally.states.has("not-run") ? "not-run" : "skipped");
  const text =
    tally.task.fanOut === undefined
      ? words[worst]
      : tally.total === 0
        ? worst === "not-run"
          ? "not run"
          : "no items"
        : states.map((state) => `${tally.states.get(state)} ${words[state]}`).join(", ");
  const took = tally.startedAt === null || worst === "reused" ? "" : duration(tally.durationMs);
  const retries = tally.retries === 0 ? "" : colors.yellow(`${tally.retries === 1 ? "1 retry" : `${tally.retries} retries`}`);
  // Whether it is caught is known when the body of the try is over.
  const guarded = tally.task.caughtBy !== undefined;
  const paint = worst !== "failed" ? colors.dim : guarded ? colors.yellow : colors.red;
  const note = worst === "failed" && guarded ? colors.dim("in a try") : "";
  const lacks = tally.lacksAccelerator && worst !== "failed" ? colors.yellow("without accelerator") : "";
  const rest = [paint(text), took, retries, note, lacks].filter((part) => part !== "");
  return `${mark(worst, colors, guarded)} ${tally.task.id.padEnd(width)}  ${rest.join("  ")}`;
}

/** The line of a task that runs, at `now` milliseconds. */
export function runningLine(tally: TaskTally, width: number, spinner: string, now: number, colors: Colors): string {
  const number = (state: TaskState): number => tally.states.get(state) ?? 0;
  const ended = order
    .filter((state) => state !== "running" && state !== "waiting")
    .reduce((sum, state) => sum + number(state), 0);
  const count = tally.task.fanOut === undefined ? "" : `${ended}/${tally.total ?? "?"}  `;
  const bad = number("failed") === 0 || tally.task.fanOut === undefined ? "" : colors.red(`  ${number("failed")} failed`);
  const took = tally.startedAt === null ? "" : duration(now - tally.startedAt);
  return `${colors.blue(spinner)} ${tally.task.id.padEnd(width)}  ${count}${colors.dim(took)}${bad}${progressText(tally)}`;
}

function progressText({ progress, task }: TaskTally): string {
  if (!progress || task.fanOut !== undefined) return "";
  const { done, total, label } = progress;
  return `  ${label === null ? "" : `${label} `}${done}${total === null ? "" : `/${total}`}`;
}
