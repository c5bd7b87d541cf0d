// A picture for Graphviz. Texts escaped.
import type { Graph } from "./model.js";
import { type PictureBox, type PicturePart, pictureOf } from "./picture.js";

/** A Graphviz digraph. */
export function dotOf(graph: Graph, name: string): string {
  const picture = pictureOf(graph);
  const lines: string[] = [`digraph ${quote(name)} {`, "  node [shape=box];"];
  const visit = (parts: readonly PicturePart[], indent: string): void => {
    for (const part of parts) {
      if (part.kind === "box") {
        lines.push(`${indent}${quote(part.id)}${boxAttributes(part)};`);
        continue;
      }
      lines.push(`${indent}subgraph ${quote(`cluster_${part.id}`)} {`, `${indent}  label=${quote(part.label)};`);
      visit(part.parts, `${indent}  `);
      lines.push(`${indent}}`);
    }
  };
  visit(picture.parts, "  ");
  for (const { from, to, label, dashed } of picture.arrows) {
    const attributes = [...(label === undefined ? [] : [`label=${quote(label)}`]), ...(dashed ? ["style=dashed"] : [])];
    lines.push(`  ${quote(from)} -> ${quote(to)}${attributes.length > 0 ? ` [${attributes.join(", ")}]` : ""};`);
  }
  return [...lines, "}"].join("\n");
}

function boxAttributes({ shape, label }: PictureBox): string {
  switch (shape) {
    case "call":
      return "";
    case "effect":
      return " [peripheries=2]";
    case "condition":
      return ` [shape=diamond, label=${quote(label)}]`;
    case "throw":
      return ` [shape=octagon, label=${quote(label)}]`;
    case "result":
      return ` [label=${quote(label)}, shape=oval]`;
  }
}

const quote = (text: string): string => `"${text.replace(/[\\"]/g, "\\$&").replace(/\s+/g, " ")}"`;
