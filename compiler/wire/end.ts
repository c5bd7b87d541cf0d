// The last gate: it evaluates what is left over, so that the run's state is right on every engine.
import type { NodeId } from "../../runtime/contract/index.js";
import type { Pipeline } from "../ir/index.js";
import { type Bits, bit, hasBit, intersection, isEmpty, noBits, union } from "./bits.js";
import type { Drafts, DraftTask } from "./draft.js";
import type { WiringNames } from "./names.js";
import type { Needs } from "./needs.js";
import type { Scopes } from "./scope.js";
import type { Throws } from "./throws.js";

/** Adds the gate `end` where something is left over, the result may throw, or a failure would be seen by nobody. */
export function addEnd(
  pipeline: Pipeline,
  scopes: Scopes,
  needs: Needs,
  throws: Throws,
  drafts: Drafts,
  names: WiringNames,
  evaluates: readonly NodeId[],
): void {
  const evaluatesResult = throws.itself(pipeline.result);
  let needed = unseen(drafts);
  if (isEmpty(needed) && evaluates.length === 0 && !evaluatesResult) return;
  if (evaluatesResult) needed = union(needed, needs.ofExpression(pipeline.result));
  for (const id of evaluates) needed = union(needed, needsOf(id, scopes, needs));
  const scope = scopes.root;
  drafts.add({ id: names.end(), kind: "gate", scope, needs: needed, guard: [[]], heeds: true, evaluates, evaluatesResult });
}

function needsOf(id: NodeId, scopes: Scopes, needs: Needs): Bits {
  const place = scopes.placeOf.get(id);
  if (!place) return noBits;
  const { node, scope } = place;
  const around = needs.ofScope(scope);
  // Of a compound all calls inside too: only when they have ended can its joins and gathers be evaluated.
  return node.kind === "call" ? around : union(around, needs.ofNode(id), needs.ofOwn(node));
}

/**
 * The tasks whose failure no last task has to pass on, and no `try` judges. Engines tell a run's state from its last tasks, and those that
 * start when others have ended in whatever way may end well.
 */
function unseen({ tasks, sourceOf }: Drafts): Bits {
  const byId = new Map(tasks.map((task) => [task.id, task]));
  const sources = (task: DraftTask): readonly DraftTask[] => task.scope.fanOuts.flatMap((fanOut) => sourceOf(fanOut) ?? []);
  const waitsOf = (task: DraftTask): readonly DraftTask[] => task.waits.flatMap((id) => byId.get(id) ?? []);
  const followed = new Set(tasks.flatMap((task) => [...waitsOf(task), ...sources(task)]));
  let seen: Bits = noBits;
  /** A fan-out that has no instances tells only by tasks that do not start when others have failed. */
  const visit = (task: DraftTask): void => {
    if (hasBit(seen, task.number)) return;
    seen = union(seen, bit(task.number));
    if (task.scope.fanOuts.length === 0) seen = union(seen, task.behind);
    else for (const before of [...sources(task), ...(task.whenEnded ? [] : waitsOf(task))]) visit(before);
  };
  for (const task of tasks) {
    if (followed.has(task)) continue;
    visit(task);
    if (task.scope.fanOuts.length === 0) continue;
    const together = tasks.filter(({ scope }) => task.scope.fanOuts.every((fanOut, depth) => scope.fanOuts[depth] === fanOut));
    seen = union(seen, intersection(task.behind, union(...together.map(({ number }) => bit(number)))));
  }
  return union(
    ...tasks.filter(({ number, domain }) => domain === null && !hasBit(seen, number)).map(({ number }) => bit(number)),
  );
}
