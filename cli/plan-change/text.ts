// What has become of pipelines, for the terminal.
import type { Colors } from "../terminal.js";
import { count, cut, table } from "../words.js";
import type { Change, PipelineChange } from "./change.js";
import type { Report } from "./markdown.js";

const widest = 60;

export function textOf({ since, packages, pipelines }: Report, colors: Colors): string {
  const changed = pipelines.filter(({ state }) => state !== "same");
  const same = pipelines.length - changed.length;
  const parts = changed.map((change) => pipelineText(change, colors));
  if (since.problem !== null) parts.unshift(`${colors.yellow("!")} nothing to compare with: at ${since.name} ${since.problem}`);
  if (same > 0) parts.push(colors.dim(`${count(same, "plan")} as at ${since.name}`));
  for (const name of packages) {
    parts.push(
      `${colors.yellow("!")} ${name} differs, but both sides were compiled with the packages of now: what comes from that is not shown`,
    );
  }
  return parts.join("\n\n");
}

function pipelineText({ pipeline, state, changes }: PipelineChange, colors: Colors): string {
  const mark = { added: colors.green("+"), removed: colors.red("-"), changed: colors.yellow("~"), same: "=" }[state];
  const head = `${mark} ${colors.bold(pipeline)}`;
  if (state === "removed") return `${head} is gone`;
  return `${head}${state === "added" ? " is new" : ""}\n${changeTable(changes, colors)}`;
}

/** A row for each. */
export function changeTable(changes: readonly Change[], colors: Colors): string {
  const rows = changes.map(({ of, name, what, before, after, why }) => [
    `  ${subjectOf(of, name, what)}`,
    before === null ? colors.dim("–") : cut(before, widest),
    after === null ? colors.dim("–") : cut(after, widest),
    colors.dim(why ?? ""),
  ]);
  const titles = ["", "before", "after", ""].map((title) => colors.dim(title));
  return table([titles, ...rows]);
}

const subjectOf = (of: Change["of"], name: string, what: string): string =>
  [of === "pipeline" || (of === "construct" && what !== "") ? "" : of, name, what].filter((part) => part !== "").join(" ");
