// What a step process says to GitHub's runner: outputs, annotations, a summary, groups of lines. While it runs the author's code the runner
// takes none of the lines for a command.
import { randomUUID } from "node:crypto";
import { appendFileSync, writeSync } from "node:fs";
import { environment, type Publications } from "../../contract/index.js";
import { publicationTexts } from "../publication-files.js";
import type { TaskEvent, TaskOutcome, TaskRequest } from "../task.js";
import { summaryOf } from "./summary.js";

export interface Talk {
  /** What happens while the task runs. */
  readonly listen: (event: TaskEvent) => void;
  /** The task has ended, and nothing of it runs any more. */
  close(outcome: TaskOutcome): void;
}

/** Null where no runner of GitHub's listens. From here on the log is the author's. */
export function openTalk(what: string, env: NodeJS.ProcessEnv): Talk | null {
  const { GITHUB_OUTPUT: output, GITHUB_STEP_SUMMARY: summary } = env;
  if (env[environment.engine] !== "github" || !output) return null;
  // What the author's code writes there the runner would take for zenc's.
  for (const name of ["GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY", "GITHUB_ENV", "GITHUB_PATH", "GITHUB_STATE"]) delete env[name];
  const token = randomUUID();
  const events: TaskEvent[] = [];
  say(`::group::${escaped(what)}\n::stop-commands::${token}`);
  return {
    listen: (event) => {
      if (event.kind === "metric" || event.kind === "started") events.push(event);
    },
    close(outcome) {
      // What was written last may not have ended its line.
      say(`\n::${token}::\n::endgroup::`);
      const { error, publications, state } = outcome;
      if (error && state === "failed") say(annotationOf(what, error));
      if (error && state === "not-run") say(`::notice title=${property(`${what} was not run`)}::${escaped(error.message)}`);
      append(output, outputLines(publications));
      if (summary) append(summary, summaryOf(what, outcome, events));
    },
  };
}

/** The task, as people read it. */
export const titleOf = ({ task, index }: Pick<TaskRequest, "task" | "index">): string =>
  index.length === 0 ? task : `${task} [${index.join(", ")}]`;

/** Outputs, each between lines that no value can foresee. */
export function outputLines(publications: Publications): string {
  const texts = { ...publicationTexts({ ...publications, lists: {} }), ...listTexts(publications) };
  return Object.entries(texts)
    .map(([name, value]) => {
      const end = `zenc-${randomUUID()}`;
      return `${name}<<${end}\n${value}\n${end}\n`;
    })
    .join("");
}

/** Of each list, the instances whose result is not known. */
const listTexts = ({ lists = {} }: Publications): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(lists).map(([atom, list]) => [
      atom,
      JSON.stringify(list.flatMap((known, instance) => (known ? [] : [instance]))),
    ]),
  );

function annotationOf(what: string, { name, message, file, line, column }: NonNullable<TaskOutcome["error"]>): string {
  const place = file === undefined ? [] : [`file=${property(file)}`, `line=${line}`, `col=${column}`];
  return `::error ${[...place, `title=${property(`${what}: ${name}`)}`].join(",")}::${escaped(message)}`;
}

const escaped = (text: string): string => text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
const property = (text: string): string => escaped(text).replaceAll(":", "%3A").replaceAll(",", "%2C");

/** On the stream that the author's lines go to, so that all of them keep their order. */
function say(lines: string): void {
  try {
    writeSync(2, `${lines}\n`);
  } catch {
    // A log that nobody reads any more is no reason to fail.
  }
}

function append(file: string, text: string): void {
  if (text !== "") appendFileSync(file, text);
}
