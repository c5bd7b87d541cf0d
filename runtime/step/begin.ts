// How an attempt begins: its arguments, its key, and whether the result is known already.
import type { AttemptRecord, IndexPath, KeyParts, NodeId, StepName, StepPlan } from "../contract/index.js";
import { knownResult } from "./cached.js";
import { msSince, now } from "./clock.js";
import { keyOf } from "./key.js";
import { processEnvironment, type TaskContext } from "./task-context.js";

export interface Call {
  readonly node: NodeId;
  readonly step: StepName;
  readonly index: IndexPath;
  /** Failed attempts before this one. */
  readonly earlier: readonly AttemptRecord[];
}

export interface Begun {
  readonly step: StepPlan;
  /** The arguments; shared, to be copied before the step gets them. */
  readonly values: readonly unknown[];
  /** Of its record, what is known now. */
  readonly base: Pick<AttemptRecord, "format" | "node" | "index" | "attempt" | "startedAt" | "environment"> & {
    readonly key: KeyParts;
  };
  /** Its result may be reused, and will be. */
  readonly cached: boolean;
  /** Milliseconds since. */
  spent(): number;
}

/** Begins an attempt of a call that is to run. */
export async function beginAttempt({ plan, interpreter }: Pick<TaskContext, "plan" | "interpreter">, call: Call): Promise<Begun> {
  const step = plan.steps[call.step];
  if (!step) throw new Error(`zenc: the plan has no step "${call.step}".`);
  const { node, index } = call;
  const values = await interpreter.argumentsOf(node, index);
  const key = keyOf(step, values);
  const began = now();
  const base = {
    format: 1 as const,
    node,
    index,
    attempt: call.earlier.length + 1,
    key,
    startedAt: new Date().toISOString(),
    environment: processEnvironment(),
  };
  return { step, values, base, cached: step.cache.enabled && !step.effect, spent: () => msSince(began) };
}

/** Ends an attempt whose result is known: commits its record. Null where it is not known. */
export async function reuseResult(
  { store, records, run, request }: TaskContext,
  { step, base, cached, spent }: Begun,
): Promise<AttemptRecord | null> {
  const known = cached && run.cache && request.cache ? await knownResult(store, step, base.key.key) : null;
  if (!known) return null;
  return records.commit({
    ...base,
    state: "reused",
    final: false,
    output: known.output,
    metrics: known.metrics,
    durationMs: spent(),
    reusedFrom: { run: known.run, node: known.node, index: known.index },
  });
}
