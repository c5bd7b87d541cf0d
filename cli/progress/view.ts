// Shows a run's progress on standard error: lines of ended tasks that stay, and in a terminal the running ones, redrawn.
import type { Task } from "../../runtime/contract/index.js";
import type { RunEvent } from "../../targets/local/events.js";
import type { Terminal } from "../terminal.js";
import { cut, visibleLength } from "../words.js";
import { endedLine, runningLine } from "./line.js";
import { createTally, type TaskTally } from "./tally.js";

export interface ProgressView {
  take(event: RunEvent): void;
  /** Removes what is redrawn; the lines of ended tasks stay. */
  close(): void;
}

const frames = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
const mostRunning = 12;

/** Opens the view for a plan's tasks. Gates are zenc's own and shown only where they fail. */
export async function openProgress(terminal: Terminal, tasks: readonly Task[]): Promise<ProgressView> {
  const now = () => performance.now();
  const tally = createTally(tasks, now);
  const width = Math.min(40, Math.max(0, ...tasks.filter(isShown).map((task) => task.id.length)));
  const colors = terminal.noteColors;
  const isOfInterest = (of: TaskTally) => isShown(of.task) || (of.states.get("failed") ?? 0) > 0;
  if (!terminal.live) {
    return {
      take(event) {
        const ended = tally.take(event);
        if (ended && isOfInterest(ended)) terminal.note(endedLine(ended, width, colors));
      },
      close() {},
    };
  }

  const { createLogUpdate } = await import("log-update");
  const update = createLogUpdate(process.stderr);
  let frame = 0;
  const draw = (): void => {
    const running = [...tally.tasks.values()].filter((of) => isShown(of.task) && (of.states.get("running") ?? 0) > 0);
    const spinner = frames[frame++ % frames.length] ?? "";
    const lines = running.slice(0, mostRunning).map((of) => runningLine(of, width, spinner, now(), colors));
    if (running.length > mostRunning) lines.push(colors.dim(`  and ${running.length - mostRunning} more`));
    update(lines.map((line) => (visibleLength(line) > terminal.columns ? cut(line, terminal.columns) : line)).join("\n"));
  };
  const timer = setInterval(draw, 80);
  timer.unref();
  return {
    take(event) {
      const ended = tally.take(event);
      if (ended && isOfInterest(ended)) update.persist(endedLine(ended, width, colors));
    },
    close() {
      clearInterval(timer);
      update.clear();
      update.done();
    },
  };
}

function isShown(task: Task): boolean {
  return task.kind !== "gate";
}

/** Shows nothing. */
export const quietProgress: ProgressView = { take() {}, close() {} };
