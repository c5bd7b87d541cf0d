// The nodes of a run as lines: fan-outs are one line with counts, their failures each one of their own.
import type { NodeView } from "../runtime/history/index.js";
import { mark } from "./progress/line.js";
import type { Colors } from "./terminal.js";
import { waitingText } from "./waiting.js";
import { duration, instanceName, table } from "./words.js";

const words: Record<NodeView["state"], string> = {
  succeeded: "succeeded",
  reused: "reused",
  failed: "failed",
  skipped: "skipped",
  "not-run": "not run",
  pending: "not ended",
};
const order: readonly NodeView["state"][] = ["failed", "not-run", "pending", "succeeded", "reused", "skipped"];
/** What was caught by a `try` is said so: it does not fail the run. */
const wordOf = ({ state, caught }: Pick<NodeView, "state" | "caught">): string => `${words[state]}${caught ? ", caught" : ""}`;
const paint = ({ state, caught }: Pick<NodeView, "state" | "caught">, text: string, colors: Colors): string =>
  state !== "failed" ? colors.dim(text) : caught ? colors.yellow(text) : colors.red(text);
const mostFailures = 5;

/** One line per node, or per instance where not `collapsed`. */
export function nodeLines(nodes: readonly NodeView[], colors: Colors, collapsed = true): string[] {
  const groups = new Map<string, NodeView[]>();
  for (const node of nodes) {
    const key = collapsed ? node.node : instanceName(node.node, node.index);
    groups.set(key, [...(groups.get(key) ?? []), node]);
  }
  const rows = [...groups.values()].flatMap((group) =>
    group.length === 1 ? [row(group[0] as NodeView, colors)] : groupRows(group, colors),
  );
  return rows.length === 0 ? [] : table(rows).split("\n");
}

function row(node: NodeView, colors: Colors): string[] {
  const { state } = node;
  const took = state === "succeeded" || state === "failed" ? duration(node.durationMs) : "";
  const note = [
    node.attempts > 1 ? `${node.attempts} attempts` : "",
    node.accelerator?.lacks !== undefined && state !== "failed" ? "without accelerator" : "",
    node.waiting ? waitingText(node.waiting) : "",
    node.reusedFrom ? `from ${node.reusedFrom.run}` : "",
    state === "failed" && node.error ? firstLine(node.error.message) : "",
  ];
  return [
    `${mark(state === "pending" ? "waiting" : state, colors, node.caught)} ${instanceName(node.node, node.index)}`,
    paint(node, wordOf(node), colors),
    took,
    colors.dim(note.filter((text) => text !== "").join(", ")),
  ];
}

function groupRows(group: readonly NodeView[], colors: Colors): string[][] {
  const counts = order
    .flatMap((state) => [false, true].map((caught) => ({ state, caught })))
    .map((kind) => ({ ...kind, all: group.filter((node) => node.state === kind.state && node.caught === kind.caught) }))
    .filter(({ all }) => all.length > 0);
  const worst = counts[0] ?? { state: "skipped", caught: false };
  const text = counts.map((kind) => `${kind.all.length} ${wordOf(kind)}`).join(", ");
  const longest = Math.max(...group.map((node) => node.durationMs));
  const failed = group.filter((node) => node.state === "failed");
  const rows = [
    [
      `${mark(worst.state === "pending" ? "waiting" : worst.state, colors, worst.caught)} ${group[0]?.node}${colors.dim(`[${group.length}]`)}`,
      paint(worst, text, colors),
      longest > 0 ? `≤ ${duration(longest)}` : "",
      "",
    ],
    ...failed.slice(0, mostFailures).map((node) => row(node, colors)),
  ];
  if (failed.length > mostFailures) rows.push([colors.dim(`  and ${failed.length - mostFailures} more failed`), "", "", ""]);
  return rows;
}

function firstLine(text: string): string {
  return text.split("\n")[0] ?? "";
}
