// Decisions: whether a call, a gate or a block runs, is skipped or is not run, and what others need to know of it.
import type { CallNode, Expression, IndexPath, NodeId, StructureNode, Task, TaskId } from "../contract/index.js";
import { createGuards } from "./guards.js";
import { createInstances } from "./instances.js";
import type { Decision } from "./interpreter.js";
import { troubleOfOwn } from "./leftover.js";
import { createMemo } from "./memo.js";
import type { Parts } from "./parts.js";
import type { Place } from "./table.js";
import { type Trouble, trial, worst } from "./trouble.js";
import { mayThrow } from "./values.js";
import { troubleOfWaits } from "./waits.js";

export interface Tasks {
  decide(id: NodeId | TaskId, index: IndexPath): Promise<Decision>;
  /** Of an instance as others need it. A path that is too short has no record of its own; neither has what is `dead`. */
  ofTask(id: NodeId | TaskId, index: IndexPath, dead?: boolean): Promise<Trouble | null>;
  /** The block that a task's instances are of: a call's own; of a gate, that of what it decides about. */
  placeOf(id: NodeId | TaskId): Place;
  callOf(id: NodeId | TaskId): CallNode;
  /** The compound that a task runs whole; null where it is no block. */
  blockOf(id: NodeId | TaskId): StructureNode | null;
}

export function createTasks(parts: Parts): Tasks {
  const { table, answers } = parts;
  const decisions = createMemo<Decision>();
  const nodeOf = (id: NodeId | undefined) => (id === undefined ? undefined : table.nodes.get(id));

  const gateOf = (id: NodeId | TaskId): Task | null => {
    const task = table.tasks.get(id as TaskId);
    return task?.kind === "gate" ? task : null;
  };
  const blockOf = (id: NodeId | TaskId): StructureNode | null => {
    const task = table.tasks.get(id as TaskId);
    const found = nodeOf(task ? task.node : (id as NodeId))?.node;
    if (task) return task.kind === "block" ? (found ?? null) : null;
    return found?.kind === "map" || found?.kind === "loop" ? found : null;
  };
  const callOf = (id: NodeId | TaskId): CallNode => {
    const found = nodeOf(id as NodeId)?.node;
    if (found?.kind !== "call") throw new Error(`zenc: the plan has no task "${id}".`);
    return found;
  };
  const placeOf = (id: NodeId | TaskId): Place => {
    const gate = gateOf(id);
    if (!gate) return nodeOf((blockOf(id) ?? callOf(id)).id)?.place ?? table.root;
    if (gate.catches !== undefined) return nodeOf(gate.catches)?.place ?? table.root;
    return gate.fanOut === undefined ? table.root : (table.bodies.get(gate.fanOut) ?? table.root);
  };

  const ofTask = async (id: NodeId | TaskId, index: IndexPath, dead = false): Promise<Trouble | null> => {
    const { depth } = placeOf(id);
    const path = index.slice(0, depth);
    const block = blockOf(id);
    if (block) return worst(await parts.walks.of(block, path, "all"), table.nodes);
    const found = dead || path.length < depth ? null : await answers.record(id, path);
    if (found?.state === "failed") {
      return found.final
        ? { kind: "failed", cause: { kind: "node", node: id, index: path } }
        : { kind: "pending", node: id, index: path };
    }
    return found ? null : ofDecision(id, path);
  };
  const ofDecision = async (id: NodeId | TaskId, path: IndexPath): Promise<Trouble | null> => {
    const decision = await decide(id, path);
    switch (decision.kind) {
      case "skip":
        return null;
      case "not-run":
        return { kind: "failed", cause: decision.because };
      case "pending":
        return { kind: "pending", ...decision.because };
      case "run":
        return (await unmet(id, path)) ?? { kind: "pending", node: id, index: path };
    }
  };
  /** What a gate's own expressions do not tell: it has not run, for something that it waits for failed or was not run. */
  const unmet = async (id: NodeId | TaskId, path: IndexPath): Promise<Trouble | null> => {
    const gate = gateOf(id);
    if (!gate || gate.whenEnded) return null;
    const trouble = await troubleOfWaits({ table, tasks: self }, instances, gate, path);
    return trouble?.kind === "failed" ? trouble : null;
  };

  const decide = (id: NodeId | TaskId, index: IndexPath): Promise<Decision> => {
    const path = index.slice(0, placeOf(id).depth);
    return decisions.get(`${id}@${path.join(".")}`, () => {
      const gate = gateOf(id);
      if (gate) return gate.catches === undefined ? decideGate(gate, path) : decideCatch(gate, gate.catches, path);
      return blockOf(id) ? decideBlock(id, path) : decideCall(callOf(id), path);
    });
  };
  const decideCall = async (node: CallNode, path: IndexPath): Promise<Decision> => {
    const [entry, ...all] = await Promise.all([
      parts.needs.enter(placeOf(node.id), path),
      parts.needs.ofUses(node.arguments, path),
      ...node.after.map((before) => parts.needs.ofAfter(before, path)),
    ]);
    const trouble = worst([entry.trouble, ...all], table.nodes);
    if (trouble) return decisionOf(trouble);
    if (!entry.entered) return { kind: "skip" };
    if (!mayThrow(node.arguments)) return { kind: "run" };
    const thrown = await trial(() => parts.values.evaluate(node.arguments, path, node.id));
    return thrown ? decisionOf(thrown) : { kind: "run" };
  };
  /**
   * Parts of a block may be run where others are not: all that is asked for is that its place is entered. Where it is not, what
   * its calls need has trouble all the same (rule 2).
   */
  const decideBlock = async (id: NodeId | TaskId, path: IndexPath): Promise<Decision> => {
    const { trouble, entered } = await parts.needs.enter(placeOf(id), path);
    if (entered) return { kind: "run" };
    const unmet = trouble ?? (await ofTask(id, path));
    return unmet ? decisionOf(unmet) : { kind: "skip" };
  };
  /** The gate of a try runs where the try is entered and what came of its body is known. */
  const decideCatch = async (gate: Task, node: NodeId, path: IndexPath): Promise<Decision> => {
    const { trouble, entered } = await parts.needs.enter(placeOf(gate.id), path);
    if (trouble) return decisionOf(trouble);
    if (!entered) return { kind: "skip" };
    const outcome = await parts.tries.outcome(node, path);
    return outcome.kind === "trouble" ? decisionOf(outcome.trouble) : { kind: "run" };
  };
  /** A gate's own expressions may throw when it runs, that is its work: only what they use must be there. */
  const decideGate = async (gate: Task, path: IndexPath): Promise<Decision> => {
    const [asked] = gate.publishes;
    // Nobody waits for what the call needs but its gate, which says what the call's own process would.
    if (gate.whenEnded && asked?.kind === "known") return decideCall(callOf(asked.node), path);
    const countOf = (map: NodeId) => parts.needs.enter(table.bodies.get(map) ?? table.root, path).then((body) => body.trouble);
    const usesOf = (expression: Expression) => parts.needs.ofUses(expression, path);
    const [entry, guard, ...all] = await Promise.all([
      parts.needs.enter(placeOf(gate.id), path),
      guards.of(gate, path),
      ...gate.evaluates.map((id) => parts.needs.ofAfter(id, path)),
      ...gate.evaluates.map((id) => troubleOfOwn(parts, instances, id, path)),
      ...gate.publishes.map((one) => {
        if (one.kind === "known") return null;
        return one.kind === "boolean" ? usesOf(one.value) : countOf(one.fanOut);
      }),
      ...(gate.evaluatesResult ? [parts.needs.ofUses(table.plan.result, [])] : []),
    ]);
    const trouble = worst([entry.trouble, guard.trouble, ...all.filter((one) => !isThrown(one))], table.nodes);
    if (trouble) return decisionOf(trouble);
    if (!entry.entered || !guard.holds) return { kind: "skip" };
    const thrown = worst(all, table.nodes);
    return thrown && (await lacksValue(gate, path)) ? decisionOf(thrown) : { kind: "run" };
  };
  /** Something was thrown elsewhere, so that a node which the gate's expressions use was not run: they cannot be evaluated. */
  const lacksValue = async (gate: Task, path: IndexPath): Promise<boolean> => {
    const { values } = parts;
    const tries = await Promise.all([
      ...gate.publishes.map((one) => {
        if (one.kind === "known") return null;
        return trial(() =>
          one.kind === "boolean" ? values.evaluate(one.value, path, gate.id) : values.listOf(one.fanOut, path),
        );
      }),
      ...(gate.evaluatesResult ? [trial(() => values.evaluate(table.plan.result, [], null))] : []),
    ]);
    return tries.some((one) => one?.kind === "pending");
  };
  const guards = createGuards(parts);
  const instances = createInstances(parts);
  const self: Tasks = { decide, ofTask, placeOf, callOf, blockOf };
  return self;
}

const isThrown = (trouble: Trouble | null): boolean => trouble?.kind === "failed" && trouble.cause.kind === "expression";

function decisionOf(trouble: Trouble): Decision {
  return trouble.kind === "failed"
    ? { kind: "not-run", because: trouble.cause }
    : { kind: "pending", because: { node: trouble.node, index: trouble.index } };
}
