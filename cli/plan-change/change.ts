// What a change of the source means for plans: data, for `zenc plan --since`.
import type { Placement } from "../../compiler/ir/index.js";
import type { CodeManifest, Digest, Plan } from "../../runtime/contract/index.js";

/** A pipeline as one side of a comparison has it. */
export interface PlanSide {
  readonly plan: Plan;
  readonly digest: Digest;
  readonly placements: Readonly<Record<string, Placement>>;
  /** What the modules are made of, by their digest; of what is deployed, as far as the store has it. */
  readonly manifests: ReadonlyMap<Digest, CodeManifest>;
}

/** What has become of a pipeline. */
export interface PipelineChange {
  readonly pipeline: string;
  readonly state: "added" | "removed" | "changed" | "same";
  /** Digests of the plans. */
  readonly before: Digest | null;
  readonly after: Digest | null;
  /** Of a pipeline that is on both sides what differs; of others what it has. In this order: pipeline, parameters, steps, tasks, constructs. */
  readonly changes: readonly Change[];
}

export interface Change {
  readonly of: "pipeline" | "parameter" | "step" | "tasks" | "construct";
  /** The parameter's, step's or node's name; empty of the pipeline and its tasks. */
  readonly name: string;
  /** What of it; empty: all. */
  readonly what: string;
  /** Null: it is not there. */
  readonly before: string | null;
  readonly after: string | null;
  readonly why?: string;
}

/** Facts by label, in the order in which people read them. */
export type Facts = ReadonlyMap<string, string>;

/** The facts that differ. */
export function changedFacts(of: Change["of"], name: string, before: Facts, after: Facts): readonly Change[] {
  const labels = [...new Set([...before.keys(), ...after.keys()])];
  return labels.flatMap((what) => {
    const [old = null, now = null] = [before.get(what), after.get(what)];
    return old === now ? [] : [{ of, name, what, before: old, after: now }];
  });
}
