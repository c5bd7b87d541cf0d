// The nodes of a run as lines: fan-outs are one line with counts, their failures each one of their own.
import type { NodeView } from "../runtime/history/index.js";
import { mark } from "./progress/line.js";
import type { Colors } from "./terminal.js";
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
  const word = words[state];
  const took = state === "succeeded" || state === "failed" ? duration(node.durationMs) : "";
  const note = [
    node.attempts > 1 ? `${node.attempts} attempts` : "",
    node.reusedFrom ? `from ${node.reusedFrom.run}` : "",
    state === "failed" && node.error ? firstLine(node.error.message) : "",
  ];
  return [
    `${mark(state === "pending" ? "waiting" : state, colors)} ${instanceName(node.node, node.index)}`,
    state === "failed" ? colors.red(word) : colors.dim(word),
    took,
    colors.dim(note.filter((text) => text !== "").join(", ")),
  ];
}

function groupRows(group: readonly NodeView[], colors: Colors): string[][] {
  const counts = order
    .map((state) => [state, group.filter((node) => node.state === state)] as const)
    .filter(([, all]) => all.length > 0);
  const worst = counts[0]?.[0] ?? "skipped";
  const text = counts.map(([state, all]) => `${all.length} ${words[state]}`).join(", ");
  const longest = Math.max(...group.map((node) => node.durationMs));
  const failed = group.filter((node) => node.state === "failed");
  const rows = [
    [
      `${mark(worst === "pending" ? "waiting" : worst, colors)} ${group[0]?.node}${colors.dim(`[${group.length}]`)}`,
      worst === "failed" ? colors.red(text) : colors.dim(text),
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
