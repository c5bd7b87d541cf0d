// `zenc explain`: why a node of a run was or was not reused.
import { callsOf, type Difference, type Explanation, explain as explainNode, readPlan } from "../runtime/history/index.js";
import { cliError, exit } from "./exit.js";
import { findRun } from "./find-run.js";
import { parseInstance } from "./instance.js";
import { openStackStore, type StackOptions } from "./setting.js";
import { didYouMean } from "./suggestion.js";
import { type Colors, printDocument, type Terminal } from "./terminal.js";
import { cut, instanceName, moment } from "./words.js";

interface ExplainOptions extends StackOptions {
  readonly pipeline?: string;
  readonly format: "text" | "json";
}

export async function explain(terminal: Terminal, runText: string, nodeText: string, options: ExplainOptions): Promise<number> {
  const store = await openStackStore(terminal, options);
  const run = await findRun(store, runText, options.pipeline);
  const { node, index } = parseInstance(nodeText);
  const plan = await readPlan(store, run.plan);
  const calls = callsOf(plan.structure);
  const place = calls.find(({ call }) => call.id === node);
  if (!place) {
    const names = calls.map(({ call }) => call.id as string);
    throw cliError(`The pipeline "${run.pipeline}" has no node "${node}".${didYouMean(node, names)}`, {
      help: `It has: ${names.join(", ")}.`,
    });
  }
  // A node of a fan-out or loop without an index: the first item or round stands for all.
  const at = index.length === 0 ? place.around.map(() => 0) : index;
  const explanation = await explainNode(store, run.pipeline, run.run, node, at);
  if (options.format === "json") {
    await printDocument(terminal, { version: 1, pipeline: run.pipeline, ...explanation });
    return exit.ok;
  }
  await terminal.print(explanationText(explanation, terminal.colors));
  return exit.ok;
}

/** The explanation in words. */
export function explanationText(explanation: Explanation, colors: Colors): string {
  const name = colors.bold(instanceName(explanation.node, explanation.index));
  const { earlier } = explanation;
  const from = earlier
    ? `run ${earlier.run}${earlier.startedAt === "" ? "" : ` of ${moment(earlier.startedAt)}`}${sameInstance(explanation) ? "" : ` (${instanceName(earlier.node, earlier.index)})`}`
    : "";
  const lines = explanation.differences.flatMap((difference) => differenceLines(difference, colors));
  return [`${name} ${sentenceOf(explanation, from)}`, ...lines].join("\n");
}

function sameInstance({ node, index, earlier }: Explanation): boolean {
  return earlier?.node === node && earlier.index.join(".") === index.join(".");
}

function sentenceOf({ reason, state }: Explanation, from: string): string {
  switch (reason) {
    case "reused":
      return `was reused: its code and all its inputs are those of ${from || "an earlier run"}.`;
    case "no-record":
      return "has no record in this run: it was skipped, not run, or has not ended yet.";
    case "no-key":
      return "failed before its inputs were known, so there was nothing to look up.";
    case "effect":
      return "ran because it has an effect: such steps are never reused.";
    case "cache-off":
      return "ran because its step says `cache: false`.";
    case "run-without-cache":
      return "ran because the run was started with --no-cache.";
    case "first-time":
      return `${state === "failed" ? "failed" : "ran"}: no earlier run has a record of it.`;
    case "failed-before":
      return `ran because its last attempt failed, in ${from}; failures are not remembered. Code and inputs are the same.`;
    case "too-old":
      return `ran because the result of ${from} is older than its step's \`maxAge\`. Code and inputs are the same.`;
    case "not-remembered":
      return `ran although ${from} has the same code and inputs: that result was not remembered yet when this one started, or is gone.`;
    case "key-differs":
      return `ran because it differs from ${from}:`;
  }
}

function differenceLines(difference: Difference, colors: Colors): string[] {
  switch (difference.part) {
    case "code": {
      if (difference.files === null) return ["  code: it differs (what went into it is not in the store)"];
      if (difference.files.length === 0) return ["  code: it is compiled differently, from the same files"];
      return difference.files.map(({ path, change, importedThrough }) => {
        const chain = importedThrough.length > 1 ? colors.dim(`  (imported through ${importedThrough.join(" → ")})`) : "";
        return `  code: ${colors.yellow(path)} ${change}${chain}`;
      });
    }
    case "argument": {
      const from = difference.nodes.length > 0 ? ` from ${difference.nodes.join(", ")}` : "";
      const parameters = difference.parameters.map(
        ({ name, before, after }) => `\n      parameter "${name}": ${short(before)} → ${short(after)}`,
      );
      return [`  argument ${difference.position}${from} differs${parameters.join("")}`];
    }
    case "arguments":
      return [`  arguments: ${difference.before} → ${difference.after}`];
    case "env":
      return [`  env ${difference.name}: ${short(difference.before)} → ${short(difference.after)}`];
    case "version":
      return [`  cache version: ${short(difference.before)} → ${short(difference.after)}`];
    case "codec":
      return ["  output: it is stored in another way, because its type or its materializer changed"];
  }
}

function short(value: unknown): string {
  return value === null || value === undefined ? "none" : cut(JSON.stringify(value), 60);
}
