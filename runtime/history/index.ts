// Runs, their states and results, derived from records; and why a node was or was not reused. Works on runs of any engine.
import type { Store } from "../contract/index.js";
import { keys, type ResultRecord, type RunRecord } from "../contract/index.js";
import { mapParallel } from "./parallel.js";
import { readJson } from "./records.js";
import { listRunRecords } from "./runs.js";
import { type RunStatus, readRun } from "./view.js";

export { type CallPlace, callsOf } from "./calls.js";
export { changedNames, codeChanges, type FileChange } from "./code-change.js";
export type { HistoryError } from "./error.js";
export { type Difference, type Explanation, explain, type Reason } from "./explain.js";
export { type Origins, originsIn } from "./origins.js";
export { readPlan, readRunRecord } from "./records.js";
export { listPipelines, listRunIds, listRunRecords } from "./runs.js";
export { type NodeView, type RunError, type RunStatus, type RunView, readRun, type Waiting } from "./view.js";

export interface RunSummary {
  readonly run: string;
  readonly pipeline: string;
  readonly status: RunStatus;
  readonly engine: string;
  readonly startedAt: string;
  readonly durationMs: number;
}

/** Runs, the newest first, of one pipeline or of all; `limit` of them. */
export async function listRuns(store: Store, pipeline?: string, limit = Number.MAX_SAFE_INTEGER): Promise<RunSummary[]> {
  const records = await listRunRecords(store, pipeline);
  return mapParallel(records.slice(0, limit), 8, (record) => summaryOf(store, record));
}

async function summaryOf(store: Store, record: RunRecord): Promise<RunSummary> {
  const { run, pipeline, engine, startedAt } = record;
  const result = await readJson<ResultRecord>(store, keys.result(pipeline, run));
  // A gate writes the result where it is known; other nodes may fail yet. Only a failure is final.
  if (result?.status === "failed") {
    const durationMs = Math.max(0, Date.parse(result.finishedAt) - Date.parse(startedAt));
    return { run, pipeline, status: result.status, engine, startedAt, durationMs };
  }
  const view = await readRun(store, pipeline, run);
  return { run, pipeline, status: view?.status ?? "unfinished", engine, startedAt, durationMs: view?.durationMs ?? 0 };
}
