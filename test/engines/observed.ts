// What a run came to, in a form in which runs of different engines are equal.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Artifact, Store } from "../../runtime/contract/index.js";
import { type RunView, readRun } from "../../runtime/history/index.js";
import { decodeText, encodeText, materialize } from "../../runtime/values/index.js";

export interface Observed {
  readonly status: string;
  /** Extended JSON text with every artifact read; null where there is none. */
  readonly result: string | null;
  /** By `node` or `node[index]`. */
  readonly instances: Readonly<Record<string, ObservedInstance>>;
}

export interface ObservedInstance {
  readonly step: string | null;
  readonly state: string;
  readonly attempts: number;
  /** Digests of the output's parts, each with its place; null where there is no output. */
  readonly outputs: readonly string[] | null;
  readonly error: string | null;
}

/** Reads a run from its records. `readable`: whether the result is data that can be read without libraries. */
export async function observe(store: Store, pipeline: string, run: string): Promise<Observed> {
  const view = await readRun(store, pipeline, run);
  if (view === null) throw new Error(`The store has no run ${run} of ${pipeline}.`);
  const instances = view.nodes.map((node): [string, ObservedInstance] => [
    node.index.length === 0 ? node.node : `${node.node}[${node.index.join(".")}]`,
    {
      step: node.step,
      state: node.state,
      attempts: node.attempts,
      outputs: node.outputs === null ? null : digestsOf(node.outputs),
      error: node.error === null ? null : node.error.message,
    },
  ]);
  return { status: view.status, result: await resultText(store, view), instances: Object.fromEntries(instances) };
}

async function resultText(store: Store, view: RunView): Promise<string | null> {
  if (view.status !== "succeeded") return null;
  const scratch = await mkdtemp(join(tmpdir(), "zenc-result-"));
  try {
    return encodeText(await materialize(decodeText(JSON.stringify(view.result)), { store, scratch }));
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** The digests of an artifact's objects, each with its place, in order of the places. */
export function digestsOf(artifact: Artifact): readonly string[] {
  return [...placedDigests(artifact, "")].sort();
}

function placedDigests(artifact: Artifact, at: string): readonly string[] {
  switch (artifact.kind) {
    case "object":
      return [`${at}${artifact.materializer}:${artifact.digest}`];
    case "record":
      return Object.entries(artifact.fields).flatMap(([field, part]) => placedDigests(part, `${at}${field}/`));
    case "list":
      return artifact.items.flatMap((part, position) => placedDigests(part, `${at}${position}/`));
    default:
      return [`${at}${artifact.kind}`];
  }
}

/** The states of each node, instance after instance: `succeeded`, or `succeeded×3 skipped` in a fan-out. */
export function statesOf(observed: Observed): Readonly<Record<string, string>> {
  const states: Record<string, { state: string; times: number }[]> = {};
  for (const [instance, { state }] of Object.entries(observed.instances)) {
    const node = instance.replace(/\[.*$/, "");
    const list = states[node] ?? [];
    states[node] = list;
    const last = list.at(-1);
    if (last?.state === state) last.times += 1;
    else list.push({ state, times: 1 });
  }
  const short = ({ state, times }: { state: string; times: number }) => (times === 1 ? state : `${state}×${times}`);
  return Object.fromEntries(Object.entries(states).map(([node, list]) => [node, list.map(short).join(" ")]));
}
