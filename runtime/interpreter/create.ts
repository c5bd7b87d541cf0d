// The interpreter itself: its parts, put together, with memory for what was asked.
import type { Artifact, AttemptRecord, IndexPath, NodeId, Plan, TaskId } from "../contract/index.js";
import { createInstances } from "./instances.js";
import type { Answers, Cause, InstanceState, Interpreter, Troubles } from "./interpreter.js";
import { troubleOfOwn } from "./leftover.js";
import { createLoops } from "./loops.js";
import { createMemo, limited } from "./memo.js";
import { createNeeds } from "./needs.js";
import type { Parts } from "./parts.js";
import { type Table, tableOf } from "./table.js";
import { createTasks } from "./tasks.js";
import { createTries, holds, placeOfGate } from "./tries.js";
import { errorOfTrouble, type Trouble, trial } from "./trouble.js";
import { createValues, mayThrow } from "./values.js";
import { createWalks } from "./walks.js";

// Enough to hide a store's latency, few enough for open files and sockets.
const atOnce = 64;

/** Makes an interpreter of a plan. It asks `answers` on demand, and nothing twice: for later records make a new one. */
export function createInterpreter(plan: Plan, asked: Answers, table: Table = tableOf(plan)): Interpreter {
  const parts = assemble(table, remembering(asked));
  const { needs, tasks, tries, values, walks } = parts;
  const instances = createInstances(parts);

  const state = async (id: NodeId | TaskId, index: IndexPath): Promise<InstanceState> => {
    const block = tasks.blockOf(id) !== null;
    const found = block || index.length < tasks.placeOf(id).depth ? null : await parts.answers.record(id, index);
    if (found) return found.state !== "failed" ? found.state : found.final ? "failed" : "pending";
    const { kind } = await tasks.decide(id, index);
    if (kind !== "run") return kind === "skip" ? "skipped" : kind;
    const trouble = await tasks.ofTask(id, index);
    if (!block) return trouble?.kind === "failed" ? "not-run" : "pending";
    return trouble?.kind === "pending" ? "pending" : trouble ? "failed" : "succeeded";
  };
  const check = async (id: NodeId, index: IndexPath): Promise<Cause | null> => {
    const trouble = await troubleOfOwn(parts, instances, id, index);
    if (trouble?.kind === "pending") throw errorOfTrouble(trouble);
    return trouble?.cause ?? null;
  };
  const troubles = async (id: NodeId | null, index: IndexPath): Promise<Troubles> => {
    const node = id === null ? null : table.nodes.get(id)?.node;
    if (node === undefined) throw new Error(`zenc: the plan names a node "${id}", which it does not have.`);
    const found = node ? await walks.of(node, index, "all") : await ofPipeline();
    return {
      causes: found.flatMap((trouble) => (trouble.kind === "failed" ? [trouble.cause] : [])),
      pending: found.some((trouble) => trouble.kind === "pending"),
    };
  };
  const ofPipeline = async (): Promise<readonly Trouble[]> => {
    const found = await walks.ofBlock(plan.structure, [], "all");
    if (found.length > 0 || !mayThrow(plan.result)) return found;
    const thrown = await trial(() => values.evaluate(plan.result, [], null));
    return thrown ? [thrown] : [];
  };

  return {
    decide: tasks.decide,
    stepOf: (id) => tasks.callOf(id).step,
    argumentsOf: async (id, index) => (await values.evaluate(tasks.callOf(id).arguments, index, id)) as readonly unknown[],
    evaluate: (expression, index, owner = null) => values.evaluate(expression, index, owner),
    count: instances.count,
    state,
    instances: (id) => instances.of(tasks.placeOf(id), []),
    begins: async (compound, index) => {
      const body = table.bodies.get(compound);
      if (!body) throw new Error(`zenc: the plan has no fan-out or loop "${compound}".`);
      return (await needs.enter(body, index)).entered;
    },
    check,
    troubles,
    outcome: async (id, index) => {
      const found = await tries.outcome(id, index);
      if (found.kind === "trouble") throw errorOfTrouble(found.trouble);
      if (found.kind === "over") return { caught: false };
      return { caught: true, node: found.node, index: found.index, error: found.said };
    },
    isCaught: (id, index) => tries.isCaught(placeOfGate(table, id as TaskId) ?? tasks.placeOf(id), index),
    standsIn: (cause, compound, index) => {
      const [found, body] = [table.nodes.get(compound), table.bodies.get(compound)];
      if (!found || !body) return false;
      const path = index.slice(0, found.place.depth);
      return holds(table, body, path, cause) || (cause.node === compound && holds(table, body.parent ?? body, path, cause));
    },
    result: () => values.evaluate(plan.result, [], null),
  };
}

/** Nothing is asked twice, and not too much at once. */
function remembering(asked: Answers): Answers {
  const recordsAtOnce = limited(atOnce, (node: NodeId | TaskId, index: IndexPath) => asked.record(node, index));
  const records = createMemo<AttemptRecord | null>();
  return {
    parameters: asked.parameters,
    glue: () => asked.glue(),
    record: (node, index) => records.get(`${node}@${index.join(".")}`, () => recordsAtOnce(node, index)),
    load: limited(atOnce, (artifact: Artifact) => asked.load(artifact)),
    ...(asked.unfolds ? { unfolds: asked.unfolds } : {}),
  };
}

function assemble(table: Table, answers: Answers): Parts {
  // Each part reads the others only when it is asked something.
  const parts = { table, answers } as { -readonly [Key in keyof Parts]: Parts[Key] };
  parts.values = createValues(parts);
  parts.needs = createNeeds(parts);
  parts.walks = createWalks(parts);
  parts.loops = createLoops(parts);
  parts.tries = createTries(parts);
  parts.tasks = createTasks(parts);
  return parts;
}
