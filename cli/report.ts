// Diagnostics on the terminal.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { type Diagnostic, renderText } from "../compiler/diagnostics/index.js";
import type { Terminal } from "./terminal.js";

/** Diagnostics for people, with excerpts of the files; the last line counts them. */
export function reportText(terminal: Terminal, diagnostics: readonly Diagnostic[], colour: boolean): string {
  const readSource = (file: string): string | undefined => {
    try {
      return readFileSync(resolve(terminal.cwd, file), "utf8");
    } catch {
      return undefined;
    }
  };
  return renderText(diagnostics, { readSource, colour });
}

export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((diagnostic) => diagnostic.severity === "error");
}
