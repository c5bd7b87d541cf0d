// Law: over random structures and worlds, an engine that follows the wiring does what the rules say, in whatever order.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { wirePipeline } from "../../compiler/wire/index.js";
import { randomFrom, randomStructure, randomWorld } from "./random-structure.js";
import { simulate } from "./simulator.js";
import { pipelineOf } from "./structures.js";

const limits = { maxInstances: Number.MAX_SAFE_INTEGER, fanOutDepth: Number.MAX_SAFE_INTEGER };

function disagreements(seed: number, size: number, mapDepth: number, failureRate: number): readonly string[] {
  const random = randomFrom(seed);
  const { structure, result } = randomStructure(random, size, mapDepth);
  const pipeline = pipelineOf(structure, result);
  const { wiring } = wirePipeline(pipeline, {}, limits);
  return [1, 2, 3].flatMap((world) => simulate(pipeline, wiring, randomWorld(seed + world, failureRate), random));
}

describe("an engine that follows the wiring", () => {
  it.each([
    ["without fan-outs, nothing fails", 0, 0],
    ["without fan-outs, some fail", 0, 0.15],
    ["with fan-outs, nothing fails", 1, 0],
    ["with fan-outs, some fail", 1, 0.15],
    ["with nested fan-outs, some fail", 2, 0.1],
  ])("does what the rules say: %s", (_, mapDepth, failureRate) => {
    fc.assert(
      fc.property(fc.integer({ min: 0 }), fc.integer({ min: 1, max: 9 }), (seed, size) => {
        expect(disagreements(seed, size, mapDepth, failureRate)).toEqual([]);
      }),
      { numRuns: Number(process.env.RUNS ?? 100) },
    );
  });
});
