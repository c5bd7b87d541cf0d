// Who tells that the result of a costly call is known: somebody who has all behind him that the call's key is made of, else a gate.
import type { CallNode, GuardLiteral, MapNode, NodeId } from "../../runtime/contract/index.js";
import { type Bits, highest, isSubset, membersDescending } from "./bits.js";
import type { Drafts, DraftTask } from "./draft.js";
import type { WiringNames } from "./names.js";
import type { Publisher } from "./publish.js";
import { encloses, instanceScopeOf, isAlwaysEntered, type Scope } from "./scope.js";

export interface Known {
  readonly task: DraftTask;
  /** It holds where the call is to run. */
  readonly literal: GuardLiteral;
}

export interface KnownTeller {
  /** Makes a task tell about a call that stands in `scope` and needs `needs`; it waits for the tasks `guarding` its scope too. */
  tell(call: CallNode, scope: Scope, needs: Bits, guarding: Bits): Known;
  /**
   * The same of a call that needs a doubtful block: a gate of its own, which decides as the call's process would, so that the call
   * waits for nothing else.
   */
  decide(call: CallNode, scope: Scope, needs: Bits): Known;
}

export function createKnownTeller(drafts: Drafts, publisher: Publisher, names: WiringNames): KnownTeller {
  const publish = (task: DraftTask, node: NodeId, each?: NodeId): Known => {
    const atom = names.known(node);
    drafts.publishKnown(task, atom, node, each);
    return { task, literal: { task: task.id, atom, is: false } };
  };
  /** What is not started tells nothing. */
  const fits = (task: DraftTask | undefined, needs: Bits): task is DraftTask =>
    task !== undefined && !task.costly && isSubset(needs, task.behind);
  const producerOf = (needs: Bits): DraftTask | undefined => drafts.tasks[highest(needs)];

  /** About all instances of a fan-out at once, by somebody outside of it: no process per item is needed. */
  const tellEach = (call: CallNode, map: MapNode, body: Scope, needs: Bits): Known => {
    const around = body.parent as Scope;
    const home = instanceScopeOf(around);
    const source = drafts.sourceOf(map.id);
    if (fits(source, needs)) return publish(source, call.id, map.id);
    const producer = producerOf(needs);
    if (fits(producer, needs) && isAlwaysEntered(producer.scope, home)) return publish(producer, call.id, map.id);
    return publish(publisher.gateIn(home, around.domain, needs), call.id, map.id);
  };

  return {
    tell(call, scope, needs, guarding) {
      const body = bodyAround(scope);
      if (body?.entry.kind === "body" && !reaches(drafts, needs, body.entry.node.id)) {
        return tellEach(call, body.entry.node, body, needs);
      }
      const isBeside = (task: DraftTask): boolean =>
        task.scope.fanOuts.length === scope.fanOuts.length && encloses(task.scope, scope);
      for (const task of [producerOf(needs), ...[...membersDescending(guarding)].map((number) => drafts.tasks[number])]) {
        if (fits(task, needs) && isBeside(task)) return publish(task, call.id);
      }
      return publish(publisher.gateIn(scope, scope.domain, needs), call.id);
    },
    decide: (call, scope, needs) => publish(drafts.add({ id: names.gate(), kind: "gate", scope, needs, guard: [[]] }), call.id),
  };
}

/** The body of the innermost fan-out around. */
function bodyAround(scope: Scope): Scope | null {
  let at: Scope | null = scope;
  while (at && at.entry.kind !== "body") at = at.parent;
  return at;
}

/** Whether some of `needs` stands in a fan-out. */
function reaches({ tasks }: Drafts, needs: Bits, fanOut: NodeId): boolean {
  for (const number of membersDescending(needs)) if (tasks[number]?.scope.fanOuts.includes(fanOut)) return true;
  return false;
}
