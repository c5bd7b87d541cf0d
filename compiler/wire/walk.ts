// The walk over a structure that makes its tasks: one per call and block, gates where somebody must be told or must judge.
import {
  type CallNode,
  type Expression,
  type MapNode,
  type NodeId,
  type StepPlan,
  type StructureNode,
  type TaskId,
  type TryNode,
  usesOf,
  type VariableId,
} from "../../runtime/contract/index.js";
import { type Bits, below, bit, isSubset, noBits, union } from "./bits.js";
import { definitionOf } from "./definition.js";
import { failsBesideGather } from "./doubt.js";
import type { Drafts, NewTask } from "./draft.js";
import type { KnownTeller } from "./known.js";
import type { Needs } from "./needs.js";
import type { Publisher } from "./publish.js";
import { encloses, instanceScopeOf, isAlwaysEntered, isBlock, type Place, type Scope, type Scopes } from "./scope.js";
import type { Throws } from "./throws.js";

export interface WalkParts {
  readonly scopes: Scopes;
  readonly needs: Needs;
  readonly throws: Throws;
  readonly drafts: Drafts;
  readonly publisher: Publisher;
  readonly known: KnownTeller;
  /** Filled as tasks are made. */
  readonly numbers: Map<NodeId, number>;
  readonly starts: Map<NodeId, number>;
  readonly steps: Readonly<Record<string, Pick<StepPlan, "batch">>>;
  /** Steps that are not to be started for a result that is known. */
  readonly costly: ReadonlySet<string>;
}

/** A fan-out that the engine knows, with the scope that its map stands in. */
export interface OpenedFanOut {
  readonly map: MapNode;
  readonly scope: Scope;
  batch: number;
}

/** Makes all tasks but the last gate, in program order; returns the fan-outs. */
export function walkStructure(parts: WalkParts): readonly OpenedFanOut[] {
  const { scopes, needs, throws, drafts, publisher, known, numbers, starts, steps, costly } = parts;
  const fanOuts = new Map<NodeId, OpenedFanOut>();

  const openAround = (scope: Scope): void => {
    if (!scope.parent) return;
    openAround(scope.parent);
    const { entry } = scope;
    if (entry.kind !== "body" || scope.block !== null || drafts.sourceOf(entry.node.id)) return;
    publisher.openFanOut(entry.node, scope.parent);
    fanOuts.set(entry.node.id, { map: entry.node, scope: scope.parent, batch: 1 });
  };
  const batchIn = (scope: Scope, call: CallNode): void => {
    const batch = steps[call.step]?.batch ?? 1;
    for (const id of scope.fanOuts) {
      const fanOut = fanOuts.get(id);
      if (fanOut) fanOut.batch = Math.max(fanOut.batch, batch);
    }
  };
  const walk = (scope: Scope): void => {
    for (const place of scopes.nodesIn.get(scope) ?? []) {
      if (isBlock(place)) addBlock(place);
      else if (place.node.kind === "call") addCall(place.node, scope);
      else if (place.node.kind === "try") addTry(place.node, place);
      else place.inside.forEach(walk);
    }
  };

  const addCall = (node: CallNode, scope: Scope): void => {
    openAround(scope);
    const needed = union(needs.ofExpression(node.arguments), needs.ofScope(scope), ...node.after.map(needs.ofNode));
    const id = node.id as string as TaskId;
    const own = { id, kind: "node", node: node.id, scope, costly: costly.has(node.step) } as const;
    const task = drafts.add({ ...own, ...waitsOf(node, scope, needed) });
    numbers.set(node.id, task.number);
    batchIn(scope, node);
  };
  const waitsOf = (node: CallNode, scope: Scope, needed: Bits): Pick<NewTask, "needs" | "guard"> => {
    const { guard, tasks } = drafts.isDoubtful(needed) ? { guard: [[]], tasks: noBits } : publisher.guardOf(scope, needed);
    const all = union(needed, tasks);
    if (!costly.has(node.step)) return { needs: all, guard };
    if (drafts.decidesItself(all, scope)) {
      const { task, literal } = known.decide(node, scope, all);
      return { needs: bit(task.number), guard: [[literal]] };
    }
    const { task, literal } = known.tell(node, scope, needed, tasks);
    return { needs: union(all, bit(task.number)), guard: guard.map((every) => [...every, literal]) };
  };

  const addBlock = (place: Place): void => {
    const { node, scope, inside } = place;
    const body = inside[0] as Scope;
    openAround(scope);
    const number = drafts.tasks.length;
    numbers.set(node.id, number);
    const within = placesWithin(scopes, place);
    for (const inner of within) {
      numbers.set(inner.node.id, number);
      starts.set(inner.node.id, number);
      if (inner.node.kind === "call" && node.kind === "loop") batchIn(scope, inner.node);
    }
    const [needed, judges] = [needs.ofAll([place]), needs.ofAllUncaught([place])].map((all) =>
      below(union(needs.ofScope(body), all), number),
    ) as [Bits, Bits];
    const id = node.id as string as TaskId;
    const task = drafts.add({ id, kind: "block", node: node.id, scope, needs: needed, guard: [[]], judges });
    if (failsBesideGather(scopes, throws, place, within)) drafts.doubt(task);
  };

  const addTry = (node: TryNode, { scope, inside }: Place): void => {
    const [attempt, handler] = inside as readonly [Scope, Scope];
    openAround(scope);
    const start = drafts.tasks.length;
    starts.set(node.id, start);
    walk(attempt);
    const passes = needs.ofScope(scope);
    const body = drafts.tasks.slice(start).filter(({ domain }) => domain !== null && encloses(attempt, domain));
    const read = below(needs.ofAllButCalls(scopes.nodesIn.get(attempt) ?? []), start);
    const needed = union(passes, read, ...body.map(({ number }) => bit(number)));
    const judges = isAlwaysEntered(scope, instanceScopeOf(scope)) ? union(passes, surelyOutside(attempt, start)) : passes;
    const id = node.id as string as TaskId;
    const gate = drafts.add({ id, kind: "gate", catches: node.id, scope, needs: needed, guard: [[]], judges, passes });
    numbers.set(node.id, gate.number);
    walk(handler);
  };

  /** What stands outside of a `try` and has surely failed for its gate too: of nodes that nothing inside the body can make fail. */
  const surelyOutside = (attempt: Scope, start: number): Bits => {
    const mayThrowInside = (use: VariableId): boolean =>
      encloses(attempt, definitionOf(scopes, use).scope) && throws.anywhere({ kind: "reference", variable: use });
    const found = (scopes.nodesIn.get(attempt) ?? []).map(({ node }): Bits => {
      const first = firstOf(node);
      if (first.flatMap(usesOf).some(mayThrowInside)) return noBits;
      const own = union(...first.map(needs.ofExpression), ...(node.kind === "call" ? node.after.map(needs.ofNode) : []));
      return isSubset(own, below(own, start)) ? own : noBits;
    });
    return union(...found);
  };

  walk(scopes.root);
  return [...fanOuts.values()];
}

/** The expressions of a node that are evaluated wherever its block is entered. */
function firstOf(node: StructureNode): readonly Expression[] {
  switch (node.kind) {
    case "let":
    case "throw":
      return [node.value];
    case "call":
      return [node.arguments];
    case "if":
      return [node.condition];
    case "map":
      return [node.over];
    case "loop":
      return node.carried.map(({ init }) => init);
    // Of several causes from outside of an inner try only one counts, and that may stand in this body.
    case "try":
      return [];
  }
}

/** All that stands in a compound, at any depth. */
function placesWithin(scopes: Scopes, { inside }: Place): readonly Place[] {
  return inside.flatMap((scope) => (scopes.nodesIn.get(scope) ?? []).flatMap((place) => [place, ...placesWithin(scopes, place)]));
}
