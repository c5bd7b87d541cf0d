// What has become of pipelines, as Markdown for a comment on a pull request. Everything that authors wrote stands in code spans from which
// nothing gets out: no link, no mention, no row of a table.
import { count } from "../words.js";
import type { Change, PipelineChange } from "./change.js";

export interface Report {
  readonly stack: string;
  readonly target: string;
  /** The commit that was compared with, and what has kept its plans from being made; null: nothing. */
  readonly since: { readonly name: string; readonly commit: string; readonly problem: string | null };
  /** Lock files that differ though both sides were compiled with the packages of now. */
  readonly packages: readonly string[];
  readonly pipelines: readonly PipelineChange[];
}

/** Rows of one pipeline, pipelines, characters of one value. GitHub takes comments of 65 536 characters. */
const most = { rows: 40, pipelines: 20, characters: 100 };

/** The first line tells this comment from others; it names the stack, so that two stacks have two comments. */
export function markdownOf(report: Report): string {
  const { stack, target, since, packages, pipelines } = report;
  const changed = pipelines.filter(({ state }) => state !== "same");
  const same = pipelines.length - changed.length;
  const where = `${code(stack)} (${code(target)})`;
  const lines = [`<!-- zenc plan ${stack.replace(/[^A-Za-z0-9_-]/g, "")} -->`];
  if (since.problem !== null) {
    lines.push(`### zenc: ${count(pipelines.length, "pipeline")} for ${where}`);
    lines.push(`Nothing to compare with: at ${code(since.commit.slice(0, 12))} ${code(since.problem)}`);
  } else if (changed.length === 0) {
    lines.push(`### zenc: no plan changes for ${where}`);
  } else {
    lines.push(
      `### zenc: ${changed.length} of ${count(pipelines.length, "plan")} ${changed.length === 1 ? "changes" : "change"} for ${where}`,
    );
  }
  for (const change of changed.slice(0, most.pipelines)) lines.push(pipelineLines(change, since.problem !== null));
  if (changed.length > most.pipelines)
    lines.push(`… and ${count(changed.length - most.pipelines, "pipeline")} more: ${code("zenc plan --since")} shows them.`);
  if (changed.length > 0 && same > 0 && since.problem === null) lines.push(`${count(same, "plan")} as before.`);
  if (packages.length > 0) {
    const names = packages.map(code).join(", ");
    lines.push(`Both sides were compiled with the packages of now, though ${names} changed: what comes from that is not shown.`);
  }
  return `${lines.join("\n\n")}\n`;
}

const states = { added: "is new", removed: "is gone", changed: "changes", same: "" } as const;

function pipelineLines({ pipeline, state, before, after, changes }: PipelineChange, alone: boolean): string {
  const digests = [before, after].flatMap((digest) => (digest === null ? [] : [code(digest.slice(0, 8))]));
  const head = `**${code(pipeline)}**${alone ? "" : ` ${states[state]}`} (${digests.join(" → ")})`;
  const rows = state === "removed" ? [] : changes.slice(0, most.rows).map(rowOf);
  if (rows.length === 0) return head;
  const more = changes.length > most.rows ? [`\n… and ${count(changes.length - most.rows, "change")} more.`] : [];
  return [`${head}\n`, "| | before | after |", "| --- | --- | --- |", ...rows, ...more].join("\n");
}

function rowOf({ of, name, what, before, after, why }: Change): string {
  const subject = [of === "pipeline" || (of === "construct" && what !== "") ? "" : of, name === "" ? "" : code(name), what];
  // Files are the author's; the rest is said in zenc's words and the names of nodes.
  const isFiles = of === "step" || what === "expressions";
  const reason = why === undefined ? "" : `: ${isFiles ? code(why) : plain(why)}`;
  const cell = (text: string | null, other: string | null) =>
    text === null ? (other === null ? "" : "–") : text === "" ? "yes" : code(text);
  return `| ${subject.filter((part) => part !== "").join(" ")} | ${cell(before, after)} | ${cell(after, before)}${reason} |`;
}

/** A text as it is, cut, in one line. What is no plain word goes in as entities: there Markdown sees no syntax, and GitHub no names. */
export function code(text: string): string {
  const line = oneLine(text);
  const short = line.length > most.characters ? `${cutAt(line, most.characters - 1)}…` : line;
  if (/^[A-Za-z0-9_.,:/+=*() {}…–-]+$/.test(short) && short.trim() === short) return `\`${short}\``;
  return `<code>${entities(short)}</code>`;
}

const entities = (text: string): string => text.replace(/[!-+/:-@[-`{-~]/g, (character) => `&#${character.charCodeAt(0)};`);

/** Words of zenc's own, and names that it has made. */
const plain = (text: string): string => text.replace(/[&<>|*_`[\]\\~#@$]/g, (character) => `&#${character.charCodeAt(0)};`);

/** Without what would not be seen, or would turn the order of what stands around it. */
const oneLine = (text: string): string =>
  text
    .replace(/\s+/g, " ")
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it is for
    .replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff0-\uffff]/g, "")
    .trim() || "(empty)";

/** Not between the halves of a character. */
function cutAt(text: string, length: number): string {
  const cut = text.slice(0, length);
  return /[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut;
}
