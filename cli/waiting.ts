// What a node that has not ended waits for, in words.
import type { Resources } from "../runtime/contract/index.js";
import type { RunView, Waiting } from "../runtime/history/index.js";
import { bytes, instanceName } from "./words.js";

/** Within a line. */
export function waitingText(waiting: Waiting): string {
  if (waiting.for === "need") return `waits for ${instanceName(waiting.node, waiting.index)}`;
  return `runs or is to start${waiting.pool === null ? "" : ` on ${waiting.pool}`}`;
}

/** As lines of a name and a text; the last say where to look for why a task does not start. */
export function waitingLines(waiting: Waiting, { engine, run }: RunView): readonly (readonly [name: string, text: string])[] {
  if (waiting.for === "need") return [["waits for", `${instanceName(waiting.node, waiting.index)}, which has not ended`]];
  const { pool, image, resources } = waiting;
  const asks = [pool === null ? "any machine" : `the pool ${pool}`, ...resourceTexts(resources)].join(", ");
  return [
    ["waits for", "nothing that it needs: it runs, or no machine has taken it yet"],
    ["runs on", asks],
    ...(image === null ? [] : [["image", image] as const]),
    ...podLines(engine, run, pool),
  ];
}

/** What a step asks for of its machine. */
export function resourceTexts({ cpu, memoryBytes, diskBytes, gpu }: Resources): readonly string[] {
  return [
    ...(cpu === undefined ? [] : [`${cpu} cpu`]),
    ...(memoryBytes === undefined ? [] : [bytes(memoryBytes)]),
    ...(diskBytes === undefined ? [] : [`${bytes(diskBytes)} of disk`]),
    ...(gpu === undefined ? [] : [`${gpu.count} gpu${gpu.optional ? " if there is one" : ""}`]),
  ];
}

/** On Kubernetes the pod's own events say why it has no machine. */
function podLines(engine: string, run: string, pool: string | null): readonly (readonly [name: string, text: string])[] {
  if (engine !== "argo") return [];
  const labels = [`workflows.argoproj.io/workflow=${run}`, ...(pool === null ? [] : [`zenc/pool=${pool}`])];
  return [["look at", `kubectl describe pods --selector ${labels.join(",")}`]];
}
