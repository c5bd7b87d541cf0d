// `zenc runs`: the runs that a store holds.
import { listPipelines, listRuns, type RunStatus } from "../runtime/history/index.js";
import { cliError, exit } from "./exit.js";
import { openStackStore, type StackOptions } from "./setting.js";
import { didYouMean } from "./suggestion.js";
import { type Colors, printDocument, type Terminal } from "./terminal.js";
import { duration, moment, table } from "./words.js";

interface RunsOptions extends StackOptions {
  readonly limit: number;
  readonly format: "text" | "json";
}

export async function runs(terminal: Terminal, pipeline: string | undefined, options: RunsOptions): Promise<number> {
  const store = await openStackStore(terminal, options);
  if (pipeline !== undefined) {
    const known = await listPipelines(store);
    if (!known.includes(pipeline)) {
      throw cliError(`The store "${store.url}" has no runs of "${pipeline}".${didYouMean(pipeline, known)}`);
    }
  }
  const found = await listRuns(store, pipeline, options.limit);
  if (options.format === "json") {
    await printDocument(terminal, { version: 1, store: store.url, runs: found });
    return exit.ok;
  }
  if (found.length === 0) {
    terminal.note(`The store "${store.url}" has no runs yet. zenc run FILE makes one.`);
    return exit.ok;
  }
  const { colors } = terminal;
  const rows = found.map((run) => [
    statusText(run.status, colors),
    run.run,
    run.pipeline,
    moment(run.startedAt),
    duration(run.durationMs),
    colors.dim(run.engine),
  ]);
  const head = ["status", "run", "pipeline", "started", "took", "engine"].map((title) => colors.dim(title));
  await terminal.print(table([head, ...rows]));
  return exit.ok;
}

/** A run's status, coloured. */
export function statusText(status: RunStatus | "interrupted", colors: Colors): string {
  return status === "succeeded" ? colors.green(status) : status === "failed" ? colors.red(status) : colors.yellow(status);
}
