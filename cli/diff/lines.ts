// A pipeline's difference as lines for people.
import type { PipelineDifference } from "../diff.js";
import type { Colors } from "../terminal.js";
import { count, cut, table } from "../words.js";
import type { PlanChange } from "./plans.js";

const words: Readonly<Record<PipelineDifference["state"], string>> = {
  same: "as it is deployed",
  new: "not deployed yet",
  changed: "changed",
  file: "the same plan, in other words for the engine",
  stale: "deployed, but comes from none of these files",
};
const widest = 60;

export function changeLines(
  { pipeline, state, before, after, foreign, changes, files }: PipelineDifference,
  colors: Colors,
): string[] {
  const paint = { same: colors.dim, new: colors.green, changed: colors.yellow, file: colors.yellow, stale: colors.red }[state];
  const plans = state === "changed" ? colors.dim(`  plan ${before?.slice(0, 8)} → ${after?.slice(0, 8)}`) : "";
  const lines = [`${colors.bold(pipeline)}  ${paint(words[state])}${plans}`];
  for (const who of foreign) lines.push(`  ${colors.red("!")} ${who}`);
  if (changes === null) lines.push(colors.dim("  The store does not have the deployed plan: what differs cannot be told."));
  const rows = (changes ?? []).map((change) => rowOf(change, colors));
  if (rows.length > 0)
    lines.push(
      ...table(rows)
        .split("\n")
        .map((line) => `  ${line}`),
    );
  if (state === "file" || (state === "changed" && rows.length === 0)) {
    for (const file of files)
      lines.push(
        `  ${file.name}: ${colors.green(`+${file.added}`)} ${colors.red(`-${file.removed}`)} ${count(file.added + file.removed, "line").replace(/^\d+ /, "")}`,
      );
    lines.push(colors.dim("  zenc deploy --dry-run shows the lines"));
  }
  return lines;
}

function rowOf({ level, name, change, field, before, after, files }: PlanChange, colors: Colors): string[] {
  const mark = { added: colors.green("+"), removed: colors.red("-"), changed: colors.yellow("~") }[change];
  const row = [colors.dim(level), `${mark} ${name}`];
  if (files !== undefined) return [...row, field ?? "", colors.dim(filesText(files))];
  if (change !== "changed") return row;
  const isType = field === "output";
  return [...row, field ?? "", isType ? colors.dim("another type") : `${valueText(before)} → ${valueText(after)}`];
}

const filesText = (files: PlanChange["files"]): string =>
  !files
    ? "the code is another"
    : files.length === 0
      ? "bundled in another way"
      : files.map(({ path, change }) => (change === "changed" ? path : `${path} ${change}`)).join(", ");

const valueText = (value: unknown): string =>
  value === undefined ? "none" : cut(typeof value === "string" ? value : JSON.stringify(value), widest);
