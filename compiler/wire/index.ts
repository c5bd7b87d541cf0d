// The phase "wire": structure → tasks with waits, guards, publications and fan-outs, as contract/wiring.ts describes them.
import type { FanOut, NodeId, StepPlan, Task, TaskId, Wiring } from "../../runtime/contract/index.js";
import type { Diagnostic } from "../diagnostics/index.js";
import type { Pipeline, TargetLimits } from "../ir/index.js";
import { createDrafts, type DraftTask } from "./draft.js";
import { addEnd } from "./end.js";
import { caseSplitter, formulasOver } from "./formula.js";
import { createKnownTeller } from "./known.js";
import { leftoverNodes } from "./leftover.js";
import { wiringNames } from "./names.js";
import { needsOver } from "./needs.js";
import { createPublisher } from "./publish.js";
import { scopesOf } from "./scope.js";
import { throwsOf } from "./throws.js";
import { walkStructure } from "./walk.js";

export { type ConstructNote, explainWiring, type TaskNote } from "./explain.js";

/**
 * Flattens a pipeline's structure into tasks. Time is near-linear in the number of tasks and conditions.
 * @param steps the steps as placed; only their `batch` is read.
 * @param costly names of the steps that are not to be started where the result is known; they are cached and have no effect.
 */
export function wirePipeline(
  pipeline: Pipeline,
  steps: Readonly<Record<string, Pick<StepPlan, "batch">>>,
  limits: TargetLimits,
  costly: ReadonlySet<string> = new Set(),
): { readonly wiring: Wiring; readonly diagnostics: readonly Diagnostic[] } {
  const scopes = scopesOf(pipeline.structure, pipeline.parameters.variable, limits.fanOutDepth);
  const throws = throwsOf(pipeline, scopes);
  const drafts = createDrafts();
  const [numbers, starts] = [new Map<NodeId, number>(), new Map<NodeId, number>()];
  const numberIn = (known: ReadonlyMap<NodeId, number>) => (node: NodeId) => {
    const number = known.get(node);
    if (number === undefined) throw new Error(`the structure uses "${node}" before it stands`);
    return number;
  };
  const needs = needsOver(scopes, { of: numberIn(numbers), startOf: numberIn(starts) });
  const names = wiringNames(pipeline);
  const publisher = createPublisher(scopes, needs, throws, formulasOver(scopes, throws), caseSplitter(), drafts, names);
  const known = createKnownTeller(drafts, publisher, names);
  const fanOuts = walkStructure({ scopes, needs, throws, drafts, publisher, known, numbers, starts, steps, costly });
  addEnd(pipeline, scopes, needs, throws, drafts, names, leftoverNodes(scopes, throws, publisher.evaluated));
  // An instance of a fan-out that stands in another is one of an item: chunks are made of the innermost only.
  const parents = new Set(fanOuts.map(({ scope }) => scope.fanOuts.at(-1)));
  const wiring: Wiring = {
    tasks: drafts.tasks.map(taskOf),
    fanOuts: fanOuts.map(({ map, scope, batch }): FanOut => {
      const parent = scope.fanOuts.at(-1);
      const source = drafts.sourceOf(map.id) as DraftTask;
      const size = parents.has(map.id)
        ? { maxInstances: Number.MAX_SAFE_INTEGER, batch: 1 }
        : { maxInstances: limits.maxInstances, batch };
      return { id: map.id, ...(parent ? { parent } : {}), source: source.id, ...size };
    }),
  };
  return { wiring, diagnostics: [] };
}

function taskOf(draft: DraftTask): Task {
  const fanOut = draft.scope.fanOuts.at(-1);
  const judge = draft.domain?.entry;
  return {
    id: draft.id,
    kind: draft.kind,
    ...(draft.node === undefined ? {} : { node: draft.node }),
    ...(draft.catches === undefined ? {} : { catches: draft.catches }),
    ...(judge?.kind === "attempt" ? { caughtBy: judge.node.id as string as TaskId } : {}),
    ...(fanOut === undefined ? {} : { fanOut }),
    waits: draft.waits,
    ...(draft.whenEnded ? { whenEnded: true } : {}),
    guard: draft.guard,
    publishes: draft.publishes,
    evaluates: draft.evaluates,
    evaluatesResult: draft.evaluatesResult,
  };
}
