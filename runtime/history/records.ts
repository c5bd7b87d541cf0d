// All that a run has left in a store, read once: run.json, the last attempt of each node instance, result.json, its plan.
import {
  type AttemptRecord,
  type Digest,
  type IndexPath,
  keys,
  type Plan,
  type PlanSource,
  type ResultRecord,
  type RunRecord,
  type Store,
} from "../contract/index.js";
import { historyError } from "./error.js";
import { mapParallel } from "./parallel.js";

export interface RunRecords {
  readonly run: RunRecord;
  readonly plan: Plan;
  readonly source: PlanSource;
  readonly result: ResultRecord | null;
  /** The last attempt of each instance, by `recordKey`; and how many there are. */
  readonly last: ReadonlyMap<string, AttemptRecord>;
  readonly attempts: ReadonlyMap<string, number>;
}

/** `train@3`: one instance of a node or gate. */
export function recordKey(node: string, index: IndexPath): string {
  return `${node}@${index.join(".")}`;
}

/** Reads JSON, or null where there is no such key. @throws where it is not JSON. */
export async function readJson<T>(store: Store, key: string): Promise<T | null> {
  const bytes = await store.get(key);
  if (!bytes) return null;
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as T;
  } catch {
    throw historyError(`"${key}" in the store ${store.url} is damaged: it is not JSON`);
  }
}

/** run.json, or null where there is no such run. */
export function readRunRecord(store: Store, pipeline: string, run: string): Promise<RunRecord | null> {
  return readJson(store, keys.run(pipeline, run));
}

/** A plan by its digest. @throws where the store lacks it. */
export async function readPlan(store: Store, digest: Digest): Promise<Plan> {
  const plan = await readJson<Plan>(store, keys.plan(digest));
  if (!plan) throw historyError(`the store ${store.url} lacks the plan ${digest}`);
  return plan;
}

/** Everything of one run, or null where there is no such run. */
export async function readRecords(store: Store, pipeline: string, run: string): Promise<RunRecords | null> {
  const record = await readRunRecord(store, pipeline, run);
  if (!record) return null;
  const [plan, source, result, listed] = await Promise.all([
    readPlan(store, record.plan),
    readJson<PlanSource>(store, keys.planSource(record.plan)),
    readJson<ResultRecord>(store, keys.result(pipeline, run)),
    listAttempts(store, pipeline, run),
  ]);
  const read = await mapParallel([...listed.values()], 32, ({ key }) => readJson<AttemptRecord>(store, key));
  const last = new Map<string, AttemptRecord>();
  for (const attempt of read) if (attempt) last.set(recordKey(attempt.node, attempt.index), attempt);
  return {
    run: record,
    plan,
    source: source ?? { nodes: {} },
    result,
    last,
    attempts: new Map([...listed].map(([instance, { count }]) => [instance, count])),
  };
}

/** The last attempt's key of each instance folder, and the number of attempts. */
async function listAttempts(
  store: Store,
  pipeline: string,
  run: string,
): Promise<Map<string, { key: string; last: number; count: number }>> {
  const found = new Map<string, { key: string; last: number; count: number }>();
  const prefix = `${keys.runFolder(pipeline, run)}nodes/`;
  for await (const key of store.list(prefix)) {
    const match = /^(.+)\/(\d+)\.json$/.exec(key.slice(prefix.length));
    if (!match) continue;
    const [, folder, number] = match as unknown as [string, string, string];
    const [node = "", ...index] = folder.split("/");
    const attempt = Number(number);
    const instance = recordKey(decodeURIComponent(node), index.map(Number));
    const before = found.get(instance);
    if (!before) found.set(instance, { key, last: attempt, count: 1 });
    else {
      before.count++;
      if (attempt > before.last) Object.assign(before, { key, last: attempt });
    }
  }
  return found;
}
