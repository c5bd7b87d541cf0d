// result.json as the local engine keeps it.
import { keys, type ResultRecord, type Store } from "../../runtime/contract/index.js";
import type { RunView } from "../../runtime/history/index.js";

/** The result of a run that failed or was interrupted gives way when the run goes on. */
export async function forgetUnfinished(store: Store, pipeline: string, run: string): Promise<void> {
  const key = keys.result(pipeline, run);
  const bytes = await store.get(key);
  if (!bytes) return;
  const result = JSON.parse(new TextDecoder().decode(bytes)) as ResultRecord;
  if (result.status !== "succeeded") await store.remove(key);
}

/** Writes what the run came to, where no gate has. */
export async function writeResult(
  store: Store,
  { pipeline, run, result }: RunView,
  status: ResultRecord["status"],
): Promise<void> {
  const key = keys.result(pipeline, run);
  const record: ResultRecord = { format: 1, status, value: result, finishedAt: new Date().toISOString() };
  const bytes = new TextEncoder().encode(JSON.stringify(record));
  // A gate may have written the result of a run in which something else failed afterwards.
  if (status === "failed") await store.put(key, bytes);
  else await store.create(key, bytes);
}
