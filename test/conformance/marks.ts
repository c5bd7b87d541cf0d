// The programs that must be refused, and what their lines are marked with.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./shape.js";

const folder = join(root, "test/conformance/refused");

export interface Refused {
  readonly name: string;
  readonly file: string;
  /** In order of lines: `// refused: code code` at the end of a line. */
  readonly marks: readonly { readonly line: number; readonly code: string }[];
}

/** Reads the programs of refused/. */
export function readRefused(): readonly Refused[] {
  return readdirSync(folder)
    .sort()
    .map((name) => {
      const file = join(folder, name, "pipeline.ts");
      return { name, file, marks: marksOf(readFileSync(file, "utf8")) };
    });
}

function marksOf(text: string): Refused["marks"] {
  return text.split("\n").flatMap((line, at) => {
    const codes = /\/\/ refused: (.+)$/.exec(line)?.[1] ?? "";
    return codes.split(" ").flatMap((code) => (code === "" ? [] : [{ line: at + 1, code }]));
  });
}
