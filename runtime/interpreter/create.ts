// The interpreter itself: decisions about calls and gates, over values and needs.
import type { Artifact, AttemptRecord, CallNode, Guard, IndexPath, NodeId, Plan, Task, TaskId } from "../contract/index.js";
import { NotAvailable } from "./errors.js";
import type { Answers, Decision, InstanceState, Interpreter } from "./interpreter.js";
import { createMemo, limited } from "./memo.js";
import { createNeeds } from "./needs.js";
import { type Place, type Table, tableOf } from "./table.js";
import { type Trouble, worst } from "./trouble.js";
import { createValues, mayThrow } from "./values.js";

// Enough to hide a store's latency, few enough for open files and sockets.
const atOnce = 64;

/** Makes an interpreter of a plan. It asks `answers` on demand, and nothing twice: for later records make a new one. */
export function createInterpreter(plan: Plan, asked: Answers, table: Table = tableOf(plan)): Interpreter {
  const recordsAtOnce = limited(atOnce, (node: NodeId | TaskId, index: IndexPath) => asked.record(node, index));
  const records = createMemo<AttemptRecord | null>();
  const record = (node: NodeId | TaskId, index: IndexPath) =>
    records.get(`${node}@${index.join(".")}`, () => recordsAtOnce(node, index));
  const decisions = createMemo<Decision>();
  const guards = createMemo<GuardAnswer>();
  const answers: Answers = {
    parameters: asked.parameters,
    glue: () => asked.glue(),
    record,
    load: limited(atOnce, (artifact: Artifact) => asked.load(artifact)),
  };

  const values = createValues(table, answers, async (node, index) => (await decide(node, index)).kind === "skip");
  const needs = createNeeds(table, values, (node, index) => ofTask(node, index));

  /** Of an instance as others need it. A path that is too short has no record of its own. */
  const ofTask = async (id: NodeId | TaskId, index: IndexPath): Promise<Trouble | null> => {
    const path = index.slice(0, placeOf(id).depth);
    const found = path.length < placeOf(id).depth ? null : await record(id, path);
    if (found?.state === "failed") {
      return found.final
        ? { kind: "failed", cause: { kind: "node", node: id, index: path } }
        : { kind: "pending", node: id, index: path };
    }
    if (found) return null;
    const decision = await decide(id, path);
    switch (decision.kind) {
      case "skip":
        return null;
      case "not-run":
        return { kind: "failed", cause: decision.because };
      case "pending":
        return { kind: "pending", ...decision.because };
      case "run":
        return { kind: "pending", node: id, index: path };
    }
  };

  const gateOf = (id: NodeId | TaskId): Task | null => {
    const task = table.tasks.get(id as TaskId);
    if (task?.kind === "block") throw new Error(`zenc: this version does not run blocks ("${id}").`);
    return task?.kind === "gate" ? task : null;
  };
  const callOf = (id: NodeId | TaskId): { readonly node: CallNode; readonly place: Place } => {
    const found = table.nodes.get(id as NodeId);
    if (found?.node.kind !== "call") throw new Error(`zenc: the plan has no task "${id}".`);
    return { node: found.node, place: found.place };
  };
  const placeOf = (id: NodeId | TaskId): Place => {
    const gate = gateOf(id);
    if (!gate) return callOf(id).place;
    return gate.fanOut === undefined ? table.root : (table.bodies.get(gate.fanOut) ?? table.root);
  };

  const decide = (id: NodeId | TaskId, index: IndexPath): Promise<Decision> => {
    const path = index.slice(0, placeOf(id).depth);
    return decisions.get(`${id}@${path.join(".")}`, () => {
      const gate = gateOf(id);
      return gate ? decideGate(gate, path) : decideCall(id, path);
    });
  };
  const decideCall = async (id: NodeId | TaskId, path: IndexPath): Promise<Decision> => {
    const { node, place } = callOf(id);
    const [entry, ...all] = await Promise.all([
      needs.enter(place, path),
      needs.ofUses(node.arguments, path),
      ...node.after.map((before) => needs.ofAfter(before, path)),
    ]);
    const trouble = worst([entry.trouble, ...all]);
    if (trouble) return decisionOf(trouble);
    if (!entry.entered) return { kind: "skip" };
    const thrown = mayThrow(node.arguments) ? await needs.trial(() => values.evaluate(node.arguments, path, id)) : null;
    return thrown ? decisionOf(thrown) : { kind: "run" };
  };
  /** A gate's own expressions may throw when it runs, that is its work: only what they use must be there. */
  const decideGate = async (gate: Task, path: IndexPath): Promise<Decision> => {
    const [entry, guard, ...all] = await Promise.all([
      needs.enter(placeOf(gate.id), path),
      guardOf(gate, path),
      ...gate.evaluates.map((id) => needs.ofAfter(id, path).then(ownAside)),
      ...gate.publishes.map((publication) =>
        (publication.kind === "boolean"
          ? needs.ofUses(publication.value, path)
          : needs.enter(table.bodies.get(publication.fanOut) ?? table.root, path).then((body) => body.trouble)
        ).then(ownAside),
      ),
      ...(gate.evaluatesResult ? [needs.ofUses(plan.result, []).then(ownAside)] : []),
    ]);
    const trouble = worst([entry.trouble, guard.trouble, ...all]);
    if (trouble) return decisionOf(trouble);
    return entry.entered && guard.holds ? { kind: "run" } : { kind: "skip" };
  };

  /** Whether a wiring guard holds: a literal holds where its task publishes, and the atom is what it says. */
  const guardOf = (task: Task, path: IndexPath): Promise<GuardAnswer> =>
    guards.get(`${task.id}@${path.join(".")}`, async () => {
      const alternatives = await Promise.all(task.guard.map((all) => conjunction(all, path)));
      return { trouble: worst(alternatives.map((one) => one.trouble)), holds: alternatives.some((one) => one.holds) };
    });
  const conjunction = async (all: Guard[number], path: IndexPath): Promise<GuardAnswer> => {
    for (const literal of all) {
      const task = table.tasks.get(literal.task);
      const publication = task?.publishes.find((one) => one.kind === "boolean" && one.atom === literal.atom);
      if (!task || publication?.kind !== "boolean") throw new Error(`zenc: no task publishes "${literal.atom}".`);
      const at = path.slice(0, placeOf(task.node ?? task.id).depth);
      const trouble = await ofTask(task.node ?? task.id, at);
      if (trouble) return { trouble, holds: false };
      // Ended without trouble, so it has a record or was skipped; a skipped task publishes nothing.
      if (!(await record(task.node ?? task.id, at))) return { trouble: null, holds: false };
      let holds = false;
      const thrown = await needs.trial(async () => {
        holds = Boolean(await values.evaluate(publication.value, at, task.id)) === literal.is;
      });
      if (thrown || !holds) return { trouble: thrown, holds: false };
    }
    return { trouble: null, holds: true };
  };

  const state = async (id: NodeId | TaskId, index: IndexPath): Promise<InstanceState> => {
    const found = index.length < placeOf(id).depth ? null : await record(id, index);
    if (found) return found.state !== "failed" ? found.state : found.final ? "failed" : "pending";
    const { kind } = await decide(id, index);
    return kind === "run" ? "pending" : kind === "skip" ? "skipped" : kind;
  };

  const count = async (map: NodeId, index: IndexPath): Promise<number> => {
    const body = table.bodies.get(map);
    if (!body?.parent) throw new Error(`zenc: the plan has no fan-out "${map}".`);
    const { trouble } = await needs.enter(body, index.slice(0, body.parent.depth));
    if (trouble?.kind === "pending") throw new NotAvailable(trouble.node, trouble.index);
    const outer = await needs.enter(body.parent, index);
    // A failure throws the same error again; where a node failed, the fan-out is not run.
    if (trouble?.cause.kind === "node") throw new NotAvailable(trouble.cause.node, trouble.cause.index);
    if (!trouble && !outer.entered) return 0;
    return (await values.listOf(map, index)).length;
  };

  const instances = async (id: NodeId | TaskId): Promise<readonly IndexPath[] | null> => {
    const around: Place[] = [];
    for (let place: Place | null = placeOf(id); place; place = place.parent)
      if (place.frame?.kind === "map") around.unshift(place);
    let paths: readonly IndexPath[] = [[]];
    for (const body of around) {
      const next: IndexPath[] = [];
      for (const path of paths) {
        const { trouble } = await needs.enter(body, path);
        if (trouble?.kind === "pending") return null;
        const outer = body.parent && (await needs.enter(body.parent, path));
        if (trouble || !outer?.entered || body.frame?.kind !== "map") continue;
        const items = await values.listOf(body.frame.node.id, path);
        next.push(...Array.from(items, (_, position) => [...path, position]));
      }
      paths = next;
    }
    return paths;
  };

  return {
    decide,
    argumentsOf: async (id, index) => (await values.evaluate(callOf(id).node.arguments, index, id)) as readonly unknown[],
    evaluate: (expression, index, owner = null) => values.evaluate(expression, index, owner),
    count,
    state,
    instances,
    check: async (id, index) => {
      const trouble = await needs.ofAfter(id, index);
      if (trouble?.kind === "pending") throw new NotAvailable(trouble.node, trouble.index);
      return trouble?.cause ?? null;
    },
    result: () => values.evaluate(plan.result, [], null),
  };
}

interface GuardAnswer {
  readonly trouble: Trouble | null;
  readonly holds: boolean;
}

const ownAside = (trouble: Trouble | null): Trouble | null =>
  trouble?.kind === "failed" && trouble.cause.kind === "expression" ? null : trouble;

function decisionOf(trouble: Trouble): Decision {
  return trouble.kind === "failed"
    ? { kind: "not-run", because: trouble.cause }
    : { kind: "pending", because: { node: trouble.node, index: trouble.index } };
}
