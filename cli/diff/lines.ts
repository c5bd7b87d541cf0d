// A pipeline's difference as lines for people.
import type { PipelineDifference } from "../diff.js";
import { changeTable } from "../plan-change/text.js";
import type { Colors } from "../terminal.js";
import { count } from "../words.js";

const words: Readonly<Record<PipelineDifference["state"], string>> = {
  same: "as it is deployed",
  new: "not deployed yet",
  changed: "changed",
  file: "the same plan, in other words for the engine",
  stale: "deployed, but comes from none of these files",
};

export function changeLines(
  { pipeline, state, before, after, foreign, changes, files }: PipelineDifference,
  colors: Colors,
): string[] {
  const paint = { same: colors.dim, new: colors.green, changed: colors.yellow, file: colors.yellow, stale: colors.red }[state];
  const plans = state === "changed" ? colors.dim(`  plan ${before?.slice(0, 8)} → ${after?.slice(0, 8)}`) : "";
  const lines = [`${colors.bold(pipeline)}  ${paint(words[state])}${plans}`];
  for (const who of foreign) lines.push(`  ${colors.red("!")} ${who}`);
  if (changes === null) lines.push(colors.dim("  The store does not have the deployed plan: what differs cannot be told."));
  if (changes !== null && changes.length > 0) lines.push(changeTable(changes, colors));
  if (state === "file") {
    for (const file of files)
      lines.push(
        `  ${file.name}: ${colors.green(`+${file.added}`)} ${colors.red(`-${file.removed}`)} ${count(file.added + file.removed, "line").replace(/^\d+ /, "")}`,
      );
    lines.push(colors.dim("  zenc deploy --dry-run shows the lines"));
  }
  return lines;
}
