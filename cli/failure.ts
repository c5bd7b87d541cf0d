// A failed run in words: what failed, where in the author's file, what it wrote last, and how to look further.
import { resolve } from "node:path";
import { keys, type Store } from "../runtime/contract/index.js";
import type { RunView } from "../runtime/history/index.js";
import { codeFrame } from "./code-frame.js";
import type { Colors, Terminal } from "./terminal.js";
import { cut, instanceName } from "./words.js";

const lastLogLines = 10;

/** The text of a run's error; empty where it has none. */
export async function failureText(terminal: Terminal, store: Store, view: RunView, colors: Colors): Promise<string> {
  const { error } = view;
  if (!error) return "";
  const name = error.node === null ? "The pipeline" : instanceName(error.node, error.index);
  const kind = error.name === undefined || error.name === "Error" ? "" : `${error.name}: `;
  const lines = [`${colors.red("✗")} ${colors.bold(name)} failed: ${kind}${error.message}`];
  if (error.file !== undefined && error.line !== undefined) {
    const column = error.column ?? 1;
    lines.push(`  ${colors.cyan(`${error.file}:${error.line}:${column}`)}`);
    const frame = await codeFrame(resolve(terminal.cwd, error.file), error.line, column, colors, terminal.columns);
    if (frame !== null) lines.push(frame);
  }
  const node = view.nodes.find((one) => one.node === error.node && one.index.join(".") === error.index.join("."));
  lines.push(...(await logLines(store, node?.log ?? null, colors, terminal.columns)));
  const others = view.nodes.filter((one) => one.state === "failed" && !one.caught && one.step !== null && one !== node).length;
  if (others > 0) lines.push(colors.dim(`  ${others} more failed`));
  if (error.node !== null) {
    lines.push(colors.dim(`  zenc show ${view.run} ${name} --log`), colors.dim(`  zenc explain ${view.run} ${name}`));
  }
  return lines.join("\n");
}

async function logLines(
  store: Store,
  log: { readonly digest: RunView["plan"] } | null | undefined,
  colors: Colors,
  columns: number,
): Promise<string[]> {
  const content = log ? await store.get(keys.object(log.digest)) : null;
  const text = content ? new TextDecoder().decode(content).trimEnd() : "";
  if (text === "") return [];
  const lines = text.split("\n").slice(-lastLogLines);
  return [
    colors.dim("  its last lines:"),
    ...lines.map((line) => `  ${colors.dim("│")} ${cut(line, Math.max(20, columns - 6))}`),
  ];
}
