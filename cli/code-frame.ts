// The lines of a source file around a place, with a caret.
import { readFile } from "node:fs/promises";
import type { Colors } from "./terminal.js";
import { cut } from "./words.js";

/** Two lines before and one after; null where the file cannot be read or has no such line. */
export async function codeFrame(
  file: string,
  line: number,
  column: number,
  colors: Colors,
  columns: number,
): Promise<string | null> {
  const text = await readFile(file, "utf8").catch(() => null);
  const lines = text?.split(/\r?\n/);
  if (!lines || lines[line - 1] === undefined) return null;
  const first = Math.max(1, line - 2);
  const last = Math.min(lines.length, line + 1);
  const width = String(last).length;
  const room = Math.max(20, columns - width - 6);
  const plain = (source: string): string => source.replaceAll("\t", "  ");
  const caret = plain((lines[line - 1] ?? "").slice(0, column - 1)).length;
  // A long line is shown around the caret, and its neighbours from the same column.
  const from = caret < room - 10 ? 0 : caret - Math.floor(room / 2);
  const rows: string[] = [];
  for (let at = first; at <= last; at++) {
    const source = cut(plain(lines[at - 1] ?? "").slice(from), room);
    const gutter = `${at === line ? colors.red(">") : " "} ${colors.dim(`${String(at).padStart(width)} │`)}`;
    rows.push(`${gutter} ${source}`.trimEnd());
    if (at !== line) continue;
    rows.push(`  ${" ".repeat(width)} ${colors.dim("│")} ${" ".repeat(caret - from)}${colors.red("^")}`);
  }
  return rows.join("\n");
}
