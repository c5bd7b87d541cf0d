// Law: from the records that a run has left, the interpreter reads what the rules say of every call, of every `try` and of the run.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { wirePipeline } from "../../compiler/wire/index.js";
import type { Artifact, AttemptRecord, IndexPath, NodeId, Plan } from "../../runtime/contract/index.js";
import { createInterpreter, type Interpreter } from "../../runtime/interpreter/index.js";
import { type Oracle, oracleOf, type World } from "./oracle.js";
import { type Depths, type Random, randomFrom, randomStructure, randomWorld } from "./random-structure.js";
import { allNodes, pipelineOf } from "./structures.js";

const limits = { maxInstances: Number.MAX_SAFE_INTEGER, fanOutDepth: Number.MAX_SAFE_INTEGER };

async function disagreements(random: Random, size: number, depths: Depths, world: World): Promise<readonly string[]> {
  const { structure, result } = randomStructure(random, size, depths);
  const pipeline = pipelineOf(structure, result);
  // Who looks up what is known changes nothing of what the records say.
  const costly = new Set([...pipeline.steps.keys()].filter(() => random() < 0.3));
  const { wiring } = wirePipeline(pipeline, {}, limits, costly);
  const oracle = oracleOf(pipeline, world);
  const plan = { structure, result, wiring, parameters: pipeline.parameters, steps: {}, glue: "glue" } as unknown as Plan;
  const interpreter = createInterpreter(plan, answersOf(oracle, world));
  const wrong: string[] = [];
  const agree = (what: string, read: unknown, rule: unknown): void => {
    if (JSON.stringify(read) !== JSON.stringify(rule)) {
      wrong.push(`${what}: read as ${JSON.stringify(read)}, the rules say ${JSON.stringify(rule)}`);
    }
  };
  for (const node of allNodes(structure)) {
    const scope = oracle.scopes.placeOf.get(node.id)?.scope;
    const paths = scope ? oracle.instances(scope) : [];
    for (const path of paths.length > 0 ? paths : [[]]) {
      if (node.kind === "call") agree(`${node.id}@${path}`, await interpreter.state(node.id, path), oracle.state(node.id, path));
      if (node.kind === "try")
        agree(`${node.id}@${path}`, await outcomeOf(interpreter, node.id, path), ruleOf(oracle, node.id, path));
    }
  }
  const { causes } = await interpreter.troubles(null, []);
  agree("the run", causes.length > 0, oracle.failed());
  return wrong;
}

async function outcomeOf(interpreter: Interpreter, node: NodeId, path: IndexPath): Promise<unknown> {
  try {
    const outcome = await interpreter.outcome(node, path);
    return outcome.caught ? { node: outcome.node, path: outcome.index } : null;
  } catch {
    return "trouble";
  }
}
function ruleOf(oracle: Oracle, node: NodeId, path: IndexPath): unknown {
  const { trouble, caught } = oracle.outcome(node, path);
  return trouble.length > 0 ? "trouble" : caught;
}

function answersOf(oracle: Oracle, world: World): Parameters<typeof createInterpreter>[1] {
  const outputs = new Map<Artifact, unknown>();
  return {
    parameters: world.parameters as never,
    async record(node, index) {
      const place = oracle.scopes.placeOf.get(node as NodeId);
      if (place?.node.kind !== "call" || index.length !== place.scope.positions) return null;
      const state = oracle.state(place.node.id, index);
      if (state !== "succeeded" && state !== "failed") return null;
      const output = { kind: "object" } as Artifact;
      outputs.set(output, world.output(place.node.id, index));
      const error = { name: "Error", message: "it failed" };
      return { node, index, attempt: 1, state, final: true, output, ...(state === "failed" ? { error } : {}) } as AttemptRecord;
    },
    load: async (artifact) => outputs.get(artifact),
    glue: async () => new Proxy({}, { get: (_, id) => (id === "then" ? undefined : glueOf(world, String(id))) }),
  };
}

const glueOf =
  (world: World, id: string) =>
  (...values: unknown[]): unknown =>
    world.glue(id, values.map(withoutErrors));
/** The world does not tell one error from another. */
const withoutErrors = (value: unknown): unknown =>
  Array.isArray(value) ? value.map(withoutErrors) : value instanceof Error ? "error" : value;

describe("the interpreter", () => {
  it.each([
    ["without failures", { maps: 2, tries: 2, loops: 1 }, 0],
    ["where few fail", { maps: 2, tries: 3, loops: 2 }, 0.06],
    ["where many fail", { maps: 2, tries: 3, loops: 2 }, 0.2],
  ] as const)("reads what the rules say %s", async (_, depths, failureRate) => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0 }), fc.integer({ min: 1, max: 9 }), async (seed, size) => {
        expect(await disagreements(randomFrom(seed), size, depths, randomWorld(seed + 1, failureRate))).toEqual([]);
      }),
      { numRuns: Number(process.env.RUNS ?? 60) },
    );
  });
});
