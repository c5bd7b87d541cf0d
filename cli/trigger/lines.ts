// The lines of a run on an engine, as `zenc run` writes them: one for each task all of whose instances have ended.
import type { Plan, Task } from "../../runtime/contract/index.js";
import { callsOf, type NodeView, type RunView } from "../../runtime/history/index.js";
import type { TaskState } from "../../targets/local/events.js";
import type { RunPhase } from "../deploy/engine.js";
import { endedLine } from "../progress/line.js";
import type { TaskTally } from "../progress/tally.js";
import type { Terminal } from "../terminal.js";
import { duration } from "../words.js";

export interface Lines {
  take(phase: RunPhase, view: RunView | null, isOver: boolean): void;
  close(): void;
}

const frames = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];

export async function openLines(terminal: Terminal, { wiring, structure }: Plan): Promise<Lines> {
  const colors = terminal.noteColors;
  const calls = callsOf(structure);
  /** Of a task the nodes that it runs. */
  const nodesOf = ({ kind, node, id }: Task): readonly string[] => {
    if (kind !== "block") return [node ?? id];
    return calls.filter(({ around }) => node !== undefined && around.includes(node)).map(({ call }) => call.id);
  };
  const open = new Map(wiring.tasks.map((task) => [task, new Set(nodesOf(task))]));
  const shown = [...open.keys()].filter(({ kind }) => kind !== "gate");
  const width = Math.min(40, Math.max(0, ...shown.map(({ id }) => id.length)));
  const waiting = await openSpinner(terminal);
  const startedAt = performance.now();
  return {
    take(phase, view, isOver) {
      const nodes = view?.nodes ?? [];
      for (const [task, names] of open) {
        const own = nodes.filter(({ node }) => names.has(node));
        // How many rounds a loop has is known when it is over.
        const later = () =>
          nodes.some(
            (node) =>
              node.state !== "pending" && wiring.tasks.some((other) => other.node === node.node && other.waits.includes(task.id)),
          );
        const hasEnded =
          own.length > 0 && own.every(({ state }) => state !== "pending") && (task.kind !== "block" || isOver || later());
        if (!hasEnded) continue;
        open.delete(task);
        if (task.kind !== "gate" || own.some(({ state }) => state === "failed"))
          waiting.keep(endedLine(tallyOf(task, own), width, colors));
      }
      const left = [...open.keys()].filter(({ kind }) => kind !== "gate").length;
      waiting.show((frame) => {
        const done = shown.length - left;
        return `${colors.blue(frame)} ${phase.state}  ${done}/${shown.length} tasks  ${colors.dim(duration(performance.now() - startedAt))}`;
      });
    },
    close: waiting.close,
  };
}

function tallyOf(task: Task, nodes: readonly NodeView[]): TaskTally {
  const states = new Map<TaskState, number>();
  const isOne = task.fanOut === undefined;
  const of: readonly NodeView[] = nodes;
  for (const { state, index } of of) {
    // A fan-out without items has one node that says so, without a position.
    if (!isOne && index.length === 0) continue;
    if (state !== "pending") states.set(state, (states.get(state) ?? 0) + 1);
  }
  const ran = of.filter(({ state }) => state === "succeeded" || state === "failed");
  const lost = !isOne && states.size === 0 && of.some(({ state }) => state === "not-run");
  if (lost) states.set("not-run", 0);
  const durationMs =
    task.kind === "block"
      ? ran.reduce((sum, node) => sum + node.durationMs, 0)
      : Math.max(0, ...ran.map((node) => node.durationMs));
  return {
    task,
    total: isOne ? 1 : of.filter(({ index }) => index.length > 0).length,
    states,
    startedAt: ran.length > 0 ? 0 : null,
    durationMs,
    retries: of.reduce((sum, { attempts }) => sum + Math.max(0, attempts - 1), 0),
    lacksAccelerator: of.some(({ accelerator }) => accelerator?.lacks !== undefined),
    progress: null,
  };
}

interface Spinner {
  keep(line: string): void;
  show(line: (frame: string) => string): void;
  close(): void;
}

/** The line that is redrawn, where the terminal can. */
async function openSpinner(terminal: Terminal): Promise<Spinner> {
  if (!terminal.live) return { keep: terminal.note, show() {}, close() {} };
  const { createLogUpdate } = await import("log-update");
  const update = createLogUpdate(process.stderr);
  let line: (frame: string) => string = () => "";
  let at = 0;
  const timer = setInterval(() => update(line(frames[at++ % frames.length] ?? "")), 80);
  timer.unref();
  return {
    keep: (text) => update.persist(text),
    show: (next) => {
      line = next;
    },
    close: () => {
      clearInterval(timer);
      update.clear();
      update.done();
    },
  };
}
