// What came of the body of a `try` (rule 7): nothing to catch, something caught, or trouble that is not the handler's.
import type { Expression, IndexPath, NodeId, Snapshot, TaskId, TryNode } from "../contract/index.js";
import type { Cause } from "./interpreter.js";
import { createMemo } from "./memo.js";
import type { Parts } from "./parts.js";
import { outwards, type Place, standsIn, type Table } from "./table.js";
import { errorOf, nameAndMessageOf } from "./thrown.js";
import type { Failed, Trouble } from "./trouble.js";

export type Outcome =
  /** The body has ended without trouble, or the try is not entered. */
  | { readonly kind: "over" }
  | {
      readonly kind: "caught";
      readonly node: NodeId;
      readonly index: IndexPath;
      readonly said: { readonly name: string; readonly message: string };
      /** What the handler gets; the same object for all who ask. */
      readonly error: Error;
    }
  /** The body is not over, or something outside of it failed. */
  | { readonly kind: "trouble"; readonly trouble: Trouble };

export interface Tries {
  outcome(node: NodeId, path: IndexPath): Promise<Outcome>;
  /** The expression that a snapshot stands for where something was caught, and where it is evaluated. */
  snapshotOf(
    node: NodeId,
    snapshot: Snapshot,
    path: IndexPath,
  ): Promise<{ readonly expression: Expression; readonly index: IndexPath }>;
  /** Whether trouble of something that stands in `place` was caught by a try around it. */
  isCaught(place: Place, index: IndexPath): Promise<boolean>;
}

export function createTries(parts: Parts): Tries {
  const { table, answers } = parts;
  const outcomes = createMemo<Outcome>();
  const tryOf = (id: NodeId): { readonly node: TryNode; readonly place: Place; readonly body: Place } => {
    const [found, body] = [table.nodes.get(id), table.bodies.get(id)];
    if (found?.node.kind !== "try" || !body) throw new Error(`zenc: the plan has no try "${id}".`);
    return { node: found.node, place: found.place, body };
  };
  const caughtOf = (node: NodeId, index: IndexPath, said: { readonly name: string; readonly message: string }): Outcome => ({
    kind: "caught",
    node,
    index,
    said,
    error: errorOf(said),
  });

  const compute = async (id: NodeId, path: IndexPath): Promise<Outcome> => {
    const { node, place, body } = tryOf(id);
    const kept = path.length < place.depth ? null : await recorded(id, path);
    if (kept) return kept;
    const { trouble, entered } = await parts.needs.enter(place, path);
    if (trouble) return { kind: "trouble", trouble };
    if (!entered) return { kind: "over" };
    const troubles = await parts.walks.ofBlock(node.body, path, "all");
    const pending = troubles.find((one) => one.kind === "pending");
    if (pending) return { kind: "trouble", trouble: pending };
    const failures = troubles.filter((one): one is Failed => one.kind === "failed");
    const outside = failures.find(({ cause }) => !holds(table, body, path, cause));
    if (outside) return { kind: "trouble", trouble: outside };
    const [first] = failures;
    return first ? caughtOf(first.cause.node as NodeId, first.cause.index, await saidOf(first.cause)) : { kind: "over" };
  };
  /** As its gate has found it. */
  const recorded = async (id: NodeId, path: IndexPath): Promise<Outcome | null> => {
    const gate = table.gates.get(id);
    const outcome = gate && (await answers.record(gate.id, path))?.outcome;
    if (!outcome) return null;
    return outcome.caught ? caughtOf(outcome.node, outcome.index, outcome.error) : { kind: "over" };
  };
  const saidOf = async (cause: Cause): Promise<{ readonly name: string; readonly message: string }> => {
    if (cause.kind === "expression") return nameAndMessageOf(cause.error);
    const error = (await answers.record(cause.node, cause.index))?.error;
    return { name: error?.name ?? "Error", message: error?.message ?? "" };
  };

  const outcome = (id: NodeId, index: IndexPath): Promise<Outcome> => {
    const path = index.slice(0, tryOf(id).place.depth);
    return outcomes.get(`${id}@${path.join(".")}`, () => compute(id, path));
  };
  return {
    outcome,
    async snapshotOf(id, snapshot, path) {
      const found = await outcome(id, path);
      const { place: own, body } = tryOf(id);
      let at = found.kind === "caught" ? table.nodes.get(found.node) : undefined;
      while (at && found.kind === "caught") {
        const { node, place } = at;
        const entry = snapshot.at.find((one) => one.node === node.id);
        if (entry) return { expression: entry.value, index: found.index.slice(0, place.depth) };
        at = place.id === body.id || !place.frame ? undefined : table.nodes.get(place.frame.node.id);
      }
      return { expression: snapshot.before, index: path.slice(0, own.depth) };
    },
    async isCaught(start, index) {
      for (const place of outwards(start)) {
        if (place.frame?.kind !== "try" || place.frame.side !== "body") continue;
        const found = await outcome(place.frame.node.id, index);
        if (found.kind === "caught") return true;
        // Its cause stands outside of this try, which it may have kept from being entered: perhaps in the body of another.
        if (found.kind === "trouble" && found.trouble.kind === "pending") return false;
      }
      return false;
    },
  };
}

/** Whether a cause stands in a block at an index path. */
export function holds(table: Table, block: Place, path: IndexPath, { node, index }: Pick<Cause, "node" | "index">): boolean {
  const place = node === null ? undefined : (table.nodes.get(node as NodeId)?.place ?? placeOfGate(table, node as TaskId));
  return place !== undefined && standsIn(place, block) && path.every((position, at) => index[at] === position);
}

/** Where a gate belongs: to the body of the try that judges it. */
export function placeOfGate(table: Table, id: TaskId): Place | undefined {
  const judge = table.tasks.get(id)?.caughtBy;
  const caught = judge === undefined ? undefined : table.tasks.get(judge)?.catches;
  return caught === undefined ? undefined : table.bodies.get(caught);
}
