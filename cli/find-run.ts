// Which run a user means: "latest", an id, or the beginning of one.
import type { RunRecord, Store } from "../runtime/contract/index.js";
import { listPipelines, listRunRecords, readRunRecord } from "../runtime/history/index.js";
import { cliError } from "./exit.js";
import { didYouMean } from "./suggestion.js";

/** Finds a run in a store. @throws CliError where there is none, or several. */
export async function findRun(store: Store, text: string, pipeline?: string): Promise<RunRecord> {
  const [whole, ...others] = await withId(store, text, pipeline);
  if (whole !== undefined && others.length === 0) return whole;
  const records = await listRunRecords(store, pipeline);
  const of = pipeline === undefined ? "" : ` of "${pipeline}"`;
  if (records.length === 0) {
    throw cliError(`The store "${store.url}" has no runs${of}.`, {
      help: "zenc run FILE makes one; --store and --stack say where to look.",
    });
  }
  if (text === "latest") return records[0] as RunRecord;
  const exact = records.filter((record) => record.run === text);
  const found = exact.length > 0 ? exact : records.filter((record) => record.run.startsWith(text));
  if (found.length === 1) return found[0] as RunRecord;
  if (found.length > 1) {
    const names = found.slice(0, 5).map((record) => `${record.run} (${record.pipeline})`);
    const more = found.length > 5 ? `, and ${found.length - 5} more` : "";
    throw cliError(`"${text}" may be any of ${names.join(", ")}${more}.`, { help: "Write more of the id, or --pipeline NAME." });
  }
  const near = didYouMean(
    text,
    records.map((record) => record.run),
  );
  throw cliError(`The store "${store.url}" has no run "${text}"${of}.${near}`, { help: "zenc runs lists them." });
}

/** Those of this very id, found without reading all others. */
async function withId(store: Store, run: string, pipeline: string | undefined): Promise<readonly RunRecord[]> {
  const pipelines = pipeline === undefined ? await listPipelines(store) : [pipeline];
  const found = await Promise.all(pipelines.map((name) => readRunRecord(store, name, run)));
  return found.filter((record) => record !== null);
}
