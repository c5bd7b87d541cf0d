// Drawings for other programs: Mermaid and Graphviz. Names of zenc's own making, texts escaped.
import { blocksIn, type Graph, type GraphItem } from "./model.js";

interface Edge {
  readonly from: string;
  readonly to: string;
  readonly label?: string;
  readonly dashed?: true;
}

interface Entered {
  readonly from: string;
  readonly label: string;
}

// No node has this id.
const resultId = "(result)";

/** Edges between calls, conditions (by the branch's id) and the result. */
function edgesOf(graph: Graph): Edge[] {
  const edges: Edge[] = [];
  const visit = (items: readonly GraphItem[], entered: Entered | null): void => {
    for (const item of items) {
      if (item.kind === "map" || item.kind === "loop") {
        const label = item.kind === "map" ? "each" : "begins";
        for (const from of item.needs) for (const to of firstOf(item.body)) edges.push({ from, to, label });
        visit(item.body, entered);
        continue;
      }
      if (item.kind === "try") {
        visit(item.body, entered);
        for (const from of lastOf(item.body)) edges.push({ from, to: item.id });
        visit(item.handler, { from: item.id, label: "caught" });
        continue;
      }
      for (const from of item.needs) edges.push({ from, to: item.id });
      if (entered) edges.push({ from: entered.from, to: item.id, label: entered.label });
      if (item.kind === "call") for (const from of item.after) edges.push({ from, to: item.id, dashed: true });
      if (item.kind === "if") {
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

/** What stands directly in a body and needs nothing inside it. */
function firstOf(body: readonly GraphItem[]): string[] {
  const inner = new Set(idsOf(body));
  return body.flatMap((item) => {
    if (item.kind === "map" || item.kind === "loop" || item.kind === "try") return firstOf(item.body);
    return item.needs.some((id) => inner.has(id)) ? [] : [item.id as string];
  });
}

/** The calls and throws in a body that nothing in it needs. */
function lastOf(body: readonly GraphItem[]): string[] {
  const all = allOf(body);
  const needed = new Set<string>(all.flatMap((item) => (item.kind === "try" ? [] : item.needs)));
  return all.flatMap((item) =>
    (item.kind === "call" || item.kind === "throw") && !needed.has(item.id) ? [item.id as string] : [],
  );
}

function allOf(items: readonly GraphItem[]): GraphItem[] {
  return items.flatMap((item) => [item, ...blocksIn(item).flatMap(allOf)]);
}

function idsOf(items: readonly GraphItem[]): string[] {
  return allOf(items).map((item) => item.id as string);
}

/** A fan-out, a loop or the body of a try, as a frame around what is in it. */
function frameOf(item: GraphItem): string | null {
  switch (item.kind) {
    case "map":
      return `for each ${item.item} of ${item.over}`;
    case "loop":
      return `repeat while ${item.again}`;
    case "try":
      return "try";
    default:
      return null;
  }
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
      if (item.kind === "throw") lines.push(`${indent}${name}>${quote(`throw ${item.text}`)}]`);
      if (item.kind === "if") {
        lines.push(`${indent}${name}{${quote(item.condition)}}`);
        visit([...item.then, ...item.otherwise], indent);
      }
      const frame = frameOf(item);
      if (frame !== null) {
        lines.push(`${indent}subgraph ${name}${item.kind === "try" ? "_body" : ""}[${quote(frame)}]`);
        visit(blocksIn(item)[0] ?? [], `${indent}  `);
        lines.push(`${indent}end`);
      }
      if (item.kind === "try") {
        lines.push(`${indent}${name}{${quote("failed?")}}`);
        visit(item.handler, indent);
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
      if (item.kind === "throw") lines.push(`${indent}${quote(item.id)} [shape=octagon, label=${quote(`throw ${item.text}`)}];`);
      if (item.kind === "if") {
        lines.push(`${indent}${quote(item.id)} [shape=diamond, label=${quote(item.condition)}];`);
        visit([...item.then, ...item.otherwise], indent);
      }
      const frame = frameOf(item);
      if (frame !== null) {
        lines.push(`${indent}subgraph ${quote(`cluster_${item.id}`)} {`);
        lines.push(`${indent}  label=${quote(frame)};`);
        visit(blocksIn(item)[0] ?? [], `${indent}  `);
        lines.push(`${indent}}`);
      }
      if (item.kind === "try") {
        lines.push(`${indent}${quote(item.id)} [shape=diamond, label="failed?"];`);
        visit(item.handler, indent);
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
