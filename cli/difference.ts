// A readable difference of two texts, as `diff -u` shows it.
import { structuredPatch } from "diff";
import type { Colors } from "./terminal.js";

/** The hunks with three lines of context; at most `limit` lines, the rest is counted. */
export function differenceOf(before: string, after: string, colors: Colors, limit = 60): string {
  const { hunks } = structuredPatch("", "", before, after, "", "", { context: 3 });
  const lines = hunks.flatMap((hunk) => [
    colors.cyan(`@@ line ${hunk.newStart} @@`),
    ...hunk.lines.map((line) => (line.startsWith("+") ? colors.green(line) : line.startsWith("-") ? colors.red(line) : line)),
  ]);
  const shown = lines.slice(0, limit).map((line) => `  ${line}`);
  if (lines.length > limit) shown.push(colors.dim(`  … ${lines.length - limit} more lines`));
  return shown.join("\n");
}
