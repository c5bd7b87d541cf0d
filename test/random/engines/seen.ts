// What a run came to, read from its records, in a form in which runs of all engines are equal.
import type { Digest, Store } from "../../../runtime/contract/index.js";
import { readRun } from "../../../runtime/history/index.js";
import { decodeText, encodeText, materialize } from "../../../runtime/values/index.js";
import { digestsOf } from "../../conformance/observed.js";

export interface SeenInstance {
  readonly step: string;
  readonly state: string;
  readonly attempts: number;
  /** Digests, one for each argument; null where it did not run. */
  readonly arguments: readonly Digest[] | null;
  readonly outputs: string | null;
  readonly error: string | null;
}

export interface Seen {
  readonly status: string;
  readonly result: string | null;
  readonly error: string | null;
  /** By `node` or `node[index]`. */
  readonly instances: Readonly<Record<string, SeenInstance>>;
  readonly effects: readonly string[];
}

/** Reads a run. */
export async function seenIn(store: Store, pipeline: string, run: string, effects: readonly string[]): Promise<Seen> {
  const view = await readRun(store, pipeline, run);
  if (view === null) throw new Error(`The store has no run ${run} of ${pipeline}.`);
  const instances = view.nodes.flatMap((node): [string, SeenInstance][] => {
    if (node.step === null) return [];
    const { step, state, attempts, key, outputs, error } = node;
    const name = node.index.length === 0 ? node.node : `${node.node}[${node.index.join(".")}]`;
    const seen = { step, state, attempts, arguments: key?.arguments ?? null, error: error?.message ?? null };
    return [[name, { ...seen, outputs: outputs === null ? null : digestsOf(outputs).join(" ") }]];
  });
  const value = view.status === "succeeded" ? decodeText(JSON.stringify(view.result)) : null;
  const result = value === null ? null : encodeText(await materialize(value, { store, scratch: "" }));
  return { status: view.status, result, error: view.error?.message ?? null, instances: Object.fromEntries(instances), effects };
}
