// Follows a run on an engine to its end: the engine says whether it is over, the records what came of each node.
import { setTimeout as sleep } from "node:timers/promises";
import type { JsonObject, Plan, Store } from "../../runtime/contract/index.js";
import { type RunView, readRun } from "../../runtime/history/index.js";
import type { EngineApi, RunPhase, StartedRun } from "../deploy/engine.js";
import { mayPass } from "../engine-error.js";
import type { RunEnd } from "../report-run.js";
import type { Terminal } from "../terminal.js";
import { openLines } from "./lines.js";
import { rememberingStore } from "./remembering-store.js";

export interface FollowRequest {
  readonly terminal: Terminal;
  readonly store: Store;
  readonly plan: Plan;
  readonly parameters: JsonObject;
  /** "airflow", "argo" … */
  readonly engine: string;
  readonly api: EngineApi;
  readonly started: StartedRun;
  readonly startedAt: number;
  /** Ends the following; the run goes on. */
  readonly signal: AbortSignal;
  /** Whether nodes are told as they end. */
  readonly text: boolean;
}

const shortestWaitMs = 500;
const longestWaitMs = 10_000;
/** How long an engine may be out of reach. */
const patienceMs = 180_000;

export async function followRun(request: FollowRequest): Promise<RunEnd> {
  const { terminal, plan, api, started, startedAt, signal, text } = request;
  const store = rememberingStore(request.store);
  const lines = text ? await openLines(terminal, plan) : null;
  let view: RunView | null = null;
  let lastAnswerAt = Date.now();
  try {
    for (;;) {
      const began = Date.now();
      const phase = await api.phase(started).catch((error: unknown) => {
        if (!mayPass(error) || Date.now() - lastAnswerAt > patienceMs) throw error;
        return null;
      });
      if (phase) {
        lastAnswerAt = Date.now();
        // Read after the phase: of a run that is over, all that it has left.
        request.store.refresh?.();
        view = await readRun(store, started.pipeline, started.run);
        const isOver = phase.state === "succeeded" || phase.state === "failed";
        lines?.take(phase, view, isOver);
        if (isOver) return endOf(request, phase, view ?? emptyView(request));
      }
      // Reading a run takes its time where it has many nodes: then less often.
      const waitMs = Math.min(longestWaitMs, Math.max(shortestWaitMs, 3 * (Date.now() - began), (began - startedAt) / 50));
      await sleep(waitMs, undefined, { signal }).catch(() => {});
      if (signal.aborted) {
        return { status: "interrupted", view: view ?? emptyView(request), durationMs: Date.now() - startedAt };
      }
    }
  } finally {
    lines?.close();
  }
}

function endOf({ startedAt }: FollowRequest, phase: RunPhase, view: RunView): RunEnd {
  const durationMs = Date.now() - startedAt;
  const succeeded = phase.state === "succeeded" && view.status === "succeeded";
  if (succeeded) return { status: "succeeded", view, durationMs };
  const said = phase.message ?? (phase.state === "succeeded" ? "The engine says that it succeeded, but its records do not." : "");
  // What failed outside of all steps (no machine, no image, a process that was killed) only the engine knows.
  const error = view.error ?? { node: null, index: [], message: said === "" ? "The engine says that it failed." : said };
  return { status: "failed", view: { ...view, error }, durationMs };
}

/** Of a run none of whose tasks has come so far as to leave a record. */
function emptyView({ plan, parameters, engine, started, startedAt }: FollowRequest): RunView {
  return {
    run: started.run,
    pipeline: plan.pipeline,
    status: "unfinished",
    engine,
    plan: "" as RunView["plan"],
    parameters,
    startedAt: new Date(startedAt).toISOString(),
    durationMs: Date.now() - startedAt,
    result: null,
    error: null,
    nodes: [],
  };
}
