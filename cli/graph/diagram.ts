// Drawings for other programs: Mermaid and Graphviz. Names of zenc's own making, texts escaped.
import type { Graph, GraphItem } from "./model.js";

interface Edge {
  readonly from: string;
  readonly to: string;
  readonly label?: string;
  readonly dashed?: true;
}

// No node has this id.
const resultId = "(result)";

/** Edges between calls, conditions (by the branch's id) and the result. */
function edgesOf(graph: Graph): Edge[] {
  const edges: Edge[] = [];
  const visit = (items: readonly GraphItem[], entered: { readonly from: string; readonly label: string } | null): void => {
    for (const item of items) {
      if (item.kind === "map") {
        for (const from of item.needs) for (const to of firstOf(item.body)) edges.push({ from, to, label: "each" });
        visit(item.body, entered);
        continue;
      }
      for (const from of item.needs) edges.push({ from, to: item.id });
      if (entered) edges.push({ from: entered.from, to: item.id, label: entered.label });
      if (item.kind === "call") for (const from of item.after) edges.push({ from, to: item.id, dashed: true });
      else {
        visit(item.then, { from: item.id, label: "yes" });
        visit(item.otherwise, { from: item.id, label: "no" });
      }
    }
  };
  visit(graph.items, null);
  for (const from of graph.result.needs) edges.push({ from, to: resultId });
  // Of a fan-out's element and its own need, one arrow is enough.
  const seen = new Set<string>();
  return edges.filter((edge) => {
    const key = `${edge.from}\0${edge.to}\0${edge.dashed ?? ""}`;
    return seen.has(key) ? false : seen.add(key);
  });
}

/** The calls and conditions that stand directly in a fan-out's body and need nothing inside it. */
function firstOf(body: readonly GraphItem[]): string[] {
  const inner = new Set(idsOf(body));
  return body.flatMap((item) => {
    if (item.kind === "map") return firstOf(item.body);
    return item.needs.some((id) => inner.has(id)) ? [] : [item.id as string];
  });
}

function idsOf(items: readonly GraphItem[]): string[] {
  return items.flatMap((item) => [
    item.id as string,
    ...(item.kind === "if" ? idsOf([...item.then, ...item.otherwise]) : item.kind === "map" ? idsOf(item.body) : []),
  ]);
}

/** A Mermaid flowchart. */
export function mermaidOf(graph: Graph): string {
  const names = new Map([...idsOf(graph.items), resultId].map((id, index) => [id, `n${index}`]));
  const quote = (text: string): string =>
    `"${text.replace(/[#"<>&]/g, (char) => `#${char.charCodeAt(0)};`).replace(/\s+/g, " ")}"`;
  const lines: string[] = ["flowchart TD"];
  const visit = (items: readonly GraphItem[], indent: string): void => {
    for (const item of items) {
      const name = names.get(item.id);
      if (item.kind === "call") lines.push(`${indent}${name}${item.effect ? `[[${quote(item.id)}]]` : `[${quote(item.id)}]`}`);
      else if (item.kind === "if") {
        lines.push(`${indent}${name}{${quote(item.condition)}}`);
        visit([...item.then, ...item.otherwise], indent);
      } else {
        lines.push(`${indent}subgraph ${name}[${quote(`for each ${item.item} of ${item.over}`)}]`);
        visit(item.body, `${indent}  `);
        lines.push(`${indent}end`);
      }
    }
  };
  visit(graph.items, "  ");
  lines.push(`  ${names.get(resultId)}([result])`);
  for (const { from, to, label, dashed } of edgesOf(graph)) {
    const arrow = dashed ? "-.->" : "-->";
    lines.push(`  ${names.get(from)} ${arrow}${label === undefined ? "" : `|${label}|`} ${names.get(to)}`);
  }
  return lines.join("\n");
}

/** A Graphviz digraph. */
export function dotOf(graph: Graph, name: string): string {
  const quote = (text: string): string => `"${text.replace(/[\\"]/g, "\\$&").replace(/\s+/g, " ")}"`;
  const lines: string[] = [`digraph ${quote(name)} {`, "  node [shape=box];"];
  const visit = (items: readonly GraphItem[], indent: string): void => {
    for (const item of items) {
      if (item.kind === "call") lines.push(`${indent}${quote(item.id)}${item.effect ? " [peripheries=2]" : ""};`);
      else if (item.kind === "if") {
        lines.push(`${indent}${quote(item.id)} [shape=diamond, label=${quote(item.condition)}];`);
        visit([...item.then, ...item.otherwise], indent);
      } else {
        lines.push(`${indent}subgraph ${quote(`cluster_${item.id}`)} {`);
        lines.push(`${indent}  label=${quote(`for each ${item.item} of ${item.over}`)};`);
        visit(item.body, `${indent}  `);
        lines.push(`${indent}}`);
      }
    }
  };
  visit(graph.items, "  ");
  lines.push(`  ${quote(resultId)} [label="result", shape=oval];`);
  for (const { from, to, label, dashed } of edgesOf(graph)) {
    const attributes = [...(label === undefined ? [] : [`label=${quote(label)}`]), ...(dashed ? ["style=dashed"] : [])];
    lines.push(`  ${quote(from)} -> ${quote(to)}${attributes.length > 0 ? ` [${attributes.join(", ")}]` : ""};`);
  }
  return [...lines, "}"].join("\n");
}
