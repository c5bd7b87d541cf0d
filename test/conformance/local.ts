// The local engine, as `zenc run` uses it: one pool of warm processes for all runs.
import { availableParallelism } from "node:os";
import { knownAtoms, type NodeId, type Plan } from "../../runtime/contract/index.js";
import { openStore } from "../../runtime/stores/index.js";
import { type RunEvent, runPlan } from "../../targets/local/engine.js";
import { createPool } from "../../targets/local/pool.js";
import { localTarget } from "../../targets/local/target.js";
import type { Engine } from "./engine.js";
import { stepProcess } from "./shape.js";

/** Of the tasks that are not started where their result is known. */
function shownOf(events: readonly RunEvent[], { wiring }: Plan): Readonly<Record<string, string>> {
  const known = knownAtoms(wiring);
  const chunked = new Set(wiring.fanOuts.flatMap(({ id, batch }) => (batch > 1 ? [id] : [])));
  const shown: Record<string, string> = {};
  for (const event of events) {
    if (event.kind !== "task" || !known.has(event.task.node as NodeId) || chunked.has(event.task.fanOut as NodeId)) continue;
    const instance = event.path.length === 0 ? event.task.id : `${event.task.id}[${event.path.join(".")}]`;
    const started = shown[instance] === "running";
    const { state } = event;
    if (state === "succeeded" || state === "reused") shown[instance] = started ? "done" : "skipped";
    else shown[instance] = state;
  }
  return shown;
}

export const localEngine: Engine = {
  name: "local",
  target: localTarget,
  inTheBox: true,
  open: async () => {
    const pool = createPool({ entry: stepProcess, size: availableParallelism() });
    let runs = 0;
    return {
      run: async ({ compiled: { plan, digest }, parameters, place, environment }) => {
        if (environment !== undefined) throw new Error("Warm processes have no variables of a run.");
        const store = await openStore(place.store);
        const run = `local-${++runs}`;
        const events: RunEvent[] = [];
        const onEvent = (event: RunEvent) => void events.push(event);
        const { status } = await runPlan({ plan, digest, store, run, parameters, pool, onEvent });
        if (status === "interrupted") throw new Error("The run was interrupted.");
        return { run, status, shown: () => shownOf(events, plan), explain: async () => JSON.stringify(events) };
      },
      close: () => pool.stop(),
    };
  },
};
