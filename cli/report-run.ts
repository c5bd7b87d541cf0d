// What a run came to, on this machine or on an engine: its failure, its status, its result.
import type { Plan, Store } from "../runtime/contract/index.js";
import type { RunView } from "../runtime/history/index.js";
import { failureText } from "./failure.js";
import { runDocument } from "./run-document.js";
import { statusText } from "./runs.js";
import { printDocument, type Terminal } from "./terminal.js";
import { valueText } from "./value.js";
import { count, duration } from "./words.js";

export interface RunEnd {
  readonly status: "succeeded" | "failed" | "interrupted";
  readonly view: RunView;
  readonly durationMs: number;
  readonly timedOut?: boolean;
  /** How an interrupted run goes on. */
  readonly goesOn?: string;
}

export async function reportRun(
  terminal: Terminal,
  store: Store,
  plan: Plan,
  { status, view, durationMs, timedOut, goesOn }: RunEnd,
  format: "text" | "json",
): Promise<void> {
  if (format === "json") {
    await printDocument(terminal, runDocument(view, store.url, status));
    return;
  }
  const { noteColors: colors } = terminal;
  if (view.error && status !== "interrupted") terminal.note(`\n${await failureText(terminal, store, view, colors)}`);
  if (timedOut) terminal.note(colors.red(`The pipeline's timeout of ${duration((plan.timeoutSeconds ?? 0) * 1000)} is over.`));
  const reused = view.nodes.filter((node) => node.state === "reused").length;
  const note = reused === 0 ? "" : colors.dim(`  (${count(reused, "node")} reused)`);
  terminal.note(`\n${statusText(status, colors)} in ${duration(durationMs)}${note}`);
  if (status === "interrupted" && goesOn !== undefined) terminal.note(colors.dim(`  ${goesOn}`));
  if (status === "succeeded" && view.result !== null) {
    await terminal.print(valueText(view.result, terminal.colors, terminal.columns));
  }
}
