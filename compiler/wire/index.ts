// The phase "wire": structure → tasks with waits, guards, publications and fan-outs, as contract/wiring.ts describes them.
import type { FanOut, MapNode, NodeId, StepPlan, Task, TaskId, Wiring } from "../../runtime/contract/index.js";
import type { Diagnostic } from "../diagnostics/index.js";
import type { Pipeline, TargetLimits } from "../ir/index.js";
import { noBits, union } from "./bits.js";
import { createDrafts, type DraftTask } from "./draft.js";
import { caseSplitter, formulasOver } from "./formula.js";
import { leftoverNodes } from "./leftover.js";
import { wiringNames } from "./names.js";
import { needsOver } from "./needs.js";
import { createPublisher } from "./publish.js";
import { type Scope, scopesOf } from "./scope.js";
import { throwsOf } from "./throws.js";

export { explainWiring, type WiringNote } from "./explain.js";

/**
 * Flattens a pipeline's structure into tasks. Time is near-linear in the number of tasks and conditions.
 * @param steps the steps as placed; only their `batch` is read.
 */
export function wirePipeline(
  pipeline: Pipeline,
  steps: Readonly<Record<string, Pick<StepPlan, "batch">>>,
  limits: TargetLimits,
): { readonly wiring: Wiring; readonly diagnostics: readonly Diagnostic[] } {
  const scopes = scopesOf(pipeline.structure, pipeline.parameters.variable);
  const throws = throwsOf(pipeline, scopes);
  const drafts = createDrafts();
  const numbers = new Map<NodeId, number>();
  const needs = needsOver(scopes, (call) => {
    const number = numbers.get(call);
    if (number === undefined) throw new Error(`the structure uses call "${call}" before it stands`);
    return number;
  });
  const names = wiringNames(pipeline);
  const publisher = createPublisher(scopes, needs, throws, formulasOver(scopes, throws), caseSplitter(), drafts, names);
  const fanOuts: { readonly map: MapNode; readonly scope: Scope; batch: number }[] = [];

  const openAround = (scope: Scope): void => {
    if (!scope.parent) return;
    openAround(scope.parent);
    const { entry } = scope;
    if (entry.kind !== "body" || drafts.sourceOf(entry.node.id)) return;
    publisher.openFanOut(entry.node, scope.parent);
    fanOuts.push({ map: entry.node, scope: scope.parent, batch: 1 });
    if (scope.fanOuts.length > limits.fanOutDepth) {
      throw new Error(`fan-out "${entry.node.id}" is nested deeper than the target can say, which lowering refuses`);
    }
  };
  for (const { node, scope } of scopes.places) {
    if (node.kind !== "call") continue;
    openAround(scope);
    const needed = union(needs.ofExpression(node.arguments), needs.ofScope(scope), ...node.after.map(needs.ofNode));
    const { guard, tasks } = publisher.guardOf(scope, needed);
    const task = drafts.add({
      id: node.id as string as TaskId,
      kind: "node",
      node: node.id,
      scope,
      needs: union(needed, tasks),
      guard,
      evaluates: [],
      evaluatesResult: false,
    });
    numbers.set(node.id, task.number);
    const batch = steps[node.step]?.batch ?? 1;
    for (const fanOut of fanOuts) if (scope.fanOuts.includes(fanOut.map.id)) fanOut.batch = Math.max(fanOut.batch, batch);
  }

  const evaluates = leftoverNodes(scopes, throws, publisher.evaluated);
  const evaluatesResult = throws.itself(pipeline.result);
  if (evaluates.length > 0 || evaluatesResult) {
    let needed = evaluatesResult ? needs.ofExpression(pipeline.result) : noBits;
    for (const id of evaluates) needed = union(needed, leftoverNeeds(id));
    drafts.add({ id: names.end(), kind: "gate", scope: scopes.root, needs: needed, guard: [[]], evaluates, evaluatesResult });
  }
  function leftoverNeeds(id: NodeId) {
    const place = scopes.placeOf.get(id);
    if (!place) return noBits;
    const { node, scope } = place;
    const around = needs.ofScope(scope);
    if (node.kind === "let" || node.kind === "throw") return union(around, needs.ofExpression(node.value));
    // Of a compound all calls inside too: only when they have ended can its joins and gathers be evaluated.
    const inside = needs.ofNode(id);
    if (node.kind === "map") return union(around, inside, needs.ofExpression(node.over), needs.ofExpression(node.result));
    if (node.kind !== "if") return around;
    const sides = node.joins.flatMap((join) => [needs.ofExpression(join.then), needs.ofExpression(join.otherwise)]);
    return union(around, inside, needs.ofExpression(node.condition), ...sides);
  }

  const wiring: Wiring = {
    tasks: drafts.tasks.map(taskOf),
    fanOuts: fanOuts.map(({ map, scope, batch }): FanOut => {
      const parent = scope.fanOuts.at(-1);
      const source = drafts.sourceOf(map.id) as DraftTask;
      return { id: map.id, ...(parent ? { parent } : {}), source: source.id, maxInstances: limits.maxInstances, batch };
    }),
  };
  return { wiring, diagnostics: [] };
}

function taskOf(draft: DraftTask): Task {
  const fanOut = draft.scope.fanOuts.at(-1);
  return {
    id: draft.id,
    kind: draft.kind,
    ...(draft.node === undefined ? {} : { node: draft.node }),
    ...(fanOut === undefined ? {} : { fanOut }),
    waits: draft.waits,
    guard: draft.guard,
    publishes: draft.publishes,
    evaluates: draft.evaluates,
    evaluatesResult: draft.evaluatesResult,
  };
}
