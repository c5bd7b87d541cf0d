// The summary of a task, in Markdown: what became of it, and its metrics. Nothing that a user wrote is read as Markdown or HTML.
import type { Metric } from "../../contract/index.js";
import type { TaskEvent, TaskOutcome } from "../task.js";

const mostMetrics = 100;
const mostCharacters = 2000;

export function summaryOf(what: string, outcome: TaskOutcome, events: readonly TaskEvent[]): string {
  const attempts = events.flatMap((event) => (event.kind === "started" ? [event.attempt] : []));
  const last = Math.max(0, ...attempts);
  const tried = last > 1 ? `, attempt ${last}` : "";
  const seconds = (outcome.durationMs / 1000).toFixed(1);
  const { error } = outcome;
  const place = error?.file === undefined ? "" : ` (${code(`${error.file}:${error.line}`)})`;
  const said = error && outcome.state !== "succeeded" ? `\n${code(`${error.name}: ${error.message}`)}${place}\n` : "";
  return `**${plain(what)}**: ${outcome.state}${tried}, ${seconds} s\n${said}${metricsTable(events)}\n`;
}

function metricsTable(events: readonly TaskEvent[]): string {
  const metrics = events.flatMap((event) => (event.kind === "metric" ? [event.metric] : []));
  if (metrics.length === 0) return "";
  // Of a metric with many steps the last one counts.
  const latest = [...new Map(metrics.map((metric) => [metric.name, metric])).values()].slice(0, mostMetrics);
  const row = ({ name, value, step }: Metric): string => `| ${plain(name)} | ${value} | ${step ?? ""} |`;
  return `\n| metric | value | step |\n| --- | --- | --- |\n${latest.map(row).join("\n")}\n`;
}

/** Text between tags, all of whose characters stand for themselves. */
const code = (text: string): string => `<code>${plain(text)}</code>`;

function plain(text: string): string {
  const short = text.length > mostCharacters ? `${text.slice(0, mostCharacters)}…` : text;
  return short.replace(/[^A-Za-z0-9 .,:;/()\u00a0-\uffff-]/g, (character) => `&#${character.codePointAt(0)};`);
}
