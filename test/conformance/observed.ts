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
  /** The message of the first failure in program order that nothing caught. */
  readonly error: string | null;
  /** The instances of the pipeline's nodes, by `node` or `node[index]`. */
  readonly instances: Readonly<Record<string, ObservedInstance>>;
}

export interface ObservedInstance {
  readonly step: string;
  readonly state: string;
  /** Whether a `try` around it caught its failure, or its not being run. */
  readonly caught: boolean;
  readonly attempts: number;
  /** Digests of the output's parts, each with its place; null where there is no output. */
  readonly outputs: readonly string[] | null;
  readonly error: string | null;
}

/** Reads a run from its records. */
export async function observe(store: Store, pipeline: string, run: string): Promise<Observed> {
  const view = await readRun(store, pipeline, run);
  if (view === null) throw new Error(`The store has no run ${run} of ${pipeline}.`);
  const instances = view.nodes.flatMap((node): [string, ObservedInstance][] => {
    // Gates are an engine's own: which there are depends on what it can say.
    if (node.step === null) return [];
    const seen = {
      step: node.step,
      // Whether another node of the same run has computed it before depends on time.
      state: node.reusedFrom?.run === run ? "succeeded" : node.state,
      caught: (node as { readonly caught?: boolean }).caught ?? false,
      attempts: node.attempts,
      outputs: node.outputs === null ? null : digestsOf(node.outputs),
      error: node.error === null ? null : node.error.message,
    };
    return [[node.index.length === 0 ? node.node : `${node.node}[${node.index.join(".")}]`, seen]];
  });
  return {
    status: view.status,
    result: await resultText(store, view),
    error: view.error?.message ?? null,
    instances: Object.fromEntries(instances),
  };
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
