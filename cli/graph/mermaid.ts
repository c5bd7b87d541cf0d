// A picture as Mermaid. Names of zenc's own making, texts escaped.
import type { Graph } from "./model.js";
import { type Picture, type PictureBox, type PicturePart, pictureOf } from "./picture.js";

/** A Mermaid flowchart. */
export function mermaidOf(graph: Graph): string {
  const picture = pictureOf(graph);
  const names = namesOf(picture);
  const lines = ["flowchart TD"];
  const visit = (parts: readonly PicturePart[], indent: string): void => {
    for (const part of parts) {
      const name = names.get(part.id);
      if (part.kind === "box") {
        lines.push(`${indent}${name}${boxText(part)}`);
        continue;
      }
      lines.push(`${indent}subgraph ${name}[${quote(part.label)}]`);
      visit(part.parts, `${indent}  `);
      lines.push(`${indent}end`);
    }
  };
  visit(picture.parts, "  ");
  for (const { from, to, label, dashed } of picture.arrows) {
    const arrow = dashed ? "-.->" : "-->";
    lines.push(`  ${names.get(from)} ${arrow}${label === undefined ? "" : `|${label}|`} ${names.get(to)}`);
  }
  return lines.join("\n");
}

function namesOf({ parts }: Picture): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const visit = (of: readonly PicturePart[]): void => {
    for (const part of of) {
      names.set(part.id, `n${names.size}`);
      if (part.kind === "frame") visit(part.parts);
    }
  };
  visit(parts);
  return names;
}

function boxText({ shape, label }: PictureBox): string {
  switch (shape) {
    case "call":
      return `[${quote(label)}]`;
    case "effect":
      return `[[${quote(label)}]]`;
    case "condition":
      return `{${quote(label)}}`;
    case "throw":
      return `{{${quote(label)}}}`;
    case "result":
      return `([${label}])`;
  }
}

const quote = (text: string): string => `"${text.replace(/[#"<>&]/g, (char) => `#${char.charCodeAt(0)};`).replace(/\s+/g, " ")}"`;
