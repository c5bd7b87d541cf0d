// Program → the text of a TypeScript module.
import type { Block, Part, Program, Statement } from "./syntax.js";

export interface Printing {
  /** Of the pipeline; a module's name in the batch. */
  readonly pipeline: string;
  /** Every name of the program's own, `v1`, goes through it. Default: as it is. */
  readonly rename?: (name: string) => string;
}

export const stepNames = [
  ...["add", "double", "plus", "total", "score", "isBig", "isEven", "label", "join", "rows", "pair", "grid", "point", "points"],
  ...["maybe", "risky", "stubborn", "flaky", "note", "tell", "stamp"],
] as const;

/** The module's text. */
export function printProgram(program: Program, { pipeline, rename: given = (name) => name }: Printing): string {
  const rename = (name: string): string => (name === "@pipeline" ? pipeline : /^v\d+$/.test(name) ? given(name) : name);
  const declarations = program.declarations.map((one) => printParts(one.parts, 0, rename)).join("\n");
  const body = printBlock(program.body, 0, rename);
  const { pattern, type } = program.parameters;
  const text = `${declarations}\nexport const main = pipeline(${JSON.stringify(pipeline)}, async (${pattern}: ${type}) => ${body});\n`;
  const used = stepNames.filter((name) => new RegExp(`\\b${name}\\b`).test(text));
  const imported = [...used, ...(/\bPoint\b/.test(text) ? ["type Point"] : [])];
  const steps = imported.length === 0 ? "" : `import { ${imported.join(", ")} } from "../steps.js";\n`;
  return `import { pipeline } from "zenc";\n${steps}\n${text}`;
}

function printBlock({ statements }: Block, indent: number, rename: (name: string) => string): string {
  const inside = "  ".repeat(indent + 1);
  const lines = statements.map((one: Statement) => `${inside}${printParts(one.parts, indent + 1, rename)}\n`);
  return `{\n${lines.join("")}${"  ".repeat(indent)}}`;
}

function printParts(parts: readonly Part[], indent: number, rename: (name: string) => string): string {
  return parts
    .map((part) => {
      if (typeof part === "string") return part;
      if (part.kind === "block") return printBlock(part, indent, rename);
      return part.kind === "expression" ? printParts(part.parts, indent, rename) : rename(part.name);
    })
    .join("");
}
