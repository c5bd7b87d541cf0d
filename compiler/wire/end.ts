// The last gate: it evaluates what is left over, so that the run's state is right on every engine.
import type { NodeId } from "../../runtime/contract/index.js";
import type { Pipeline } from "../ir/index.js";
import { type Bits, bit, isEmpty, noBits, union } from "./bits.js";
import type { Drafts } from "./draft.js";
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
  // Where all that need a block start when it has ended, none of them passes on that it has failed.
  const doubted = drafts.tasks.filter(({ number, domain }) => domain === null && drafts.isDoubtful(bit(number)));
  let needed: Bits = union(...doubted.map(({ number }) => bit(number)));
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
