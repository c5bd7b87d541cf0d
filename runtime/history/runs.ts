// Which runs a store holds.
import { keys, type RunRecord, type Store } from "../contract/index.js";
import { mapParallel } from "./parallel.js";
import { readRunRecord } from "./records.js";

/** The pipelines that have runs in a store, by name. */
export async function listPipelines(store: Store): Promise<string[]> {
  const names: string[] = [];
  for await (const key of store.list("runs/", { shallow: true })) {
    if (key.endsWith("/")) names.push(decodeURIComponent(key.slice("runs/".length, -1)));
  }
  return names;
}

/** The ids of a pipeline's runs, in order of code units. */
export async function listRunIds(store: Store, pipeline: string): Promise<string[]> {
  const prefix = keys.runFolder(pipeline, "_").slice(0, -"_/".length);
  const ids: string[] = [];
  for await (const key of store.list(prefix, { shallow: true })) {
    if (key.endsWith("/")) ids.push(decodeURIComponent(key.slice(prefix.length, -1)));
  }
  return ids;
}

/** Runs, the newest first, of one pipeline or of all. Folders without run.json are no runs. */
export async function listRunRecords(store: Store, pipeline?: string): Promise<RunRecord[]> {
  const pipelines = pipeline === undefined ? await listPipelines(store) : [pipeline];
  const ids = (
    await mapParallel(pipelines, 8, async (name) => (await listRunIds(store, name)).map((id) => [name, id] as const))
  ).flat();
  const records = await mapParallel(ids, 32, ([name, id]) => readRunRecord(store, name, id));
  return records
    .filter((record) => record !== null)
    .sort((a, b) => (a.startedAt < b.startedAt ? 1 : a.startedAt > b.startedAt ? -1 : a.run < b.run ? 1 : -1));
}
