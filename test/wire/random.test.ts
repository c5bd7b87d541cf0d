// Law: over random structures and worlds, an engine that follows the wiring does what the rules say, in whatever order.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { wirePipeline } from "../../compiler/wire/index.js";
import { createArgoSchedule } from "../argo/controller.js";
import { createGithubSchedule } from "../github/runner.js";
import { seed as seedOfLaws } from "../random/features.js";
import { createEagerSchedule } from "./eager.js";
import { type Depths, randomFrom, randomStructure, randomWorld } from "./random-structure.js";
import { type Engine, localEngine, simulate } from "./simulator.js";
import { pipelineOf } from "./structures.js";

const argoEngine: Engine = { schedule: createArgoSchedule, fanOutDepth: Number.MAX_SAFE_INTEGER };
const githubEngine: Engine = { schedule: createGithubSchedule, fanOutDepth: 1 };
const eagerEngine: Engine = { schedule: createEagerSchedule, fanOutDepth: 1 };

function disagreements(
  seed: number,
  size: number,
  depths: Depths,
  failureRate: number,
  engine: Engine,
  costlyRate = 0,
): readonly string[] {
  const random = randomFrom(seed);
  const { structure, result } = randomStructure(random, size, depths);
  const pipeline = pipelineOf(structure, result);
  const limits = { maxInstances: Number.MAX_SAFE_INTEGER, fanOutDepth: engine.fanOutDepth };
  const costly = new Set([...pipeline.steps.keys()].filter(() => costlyRate > 0 && random() < costlyRate));
  const { wiring } = wirePipeline(pipeline, {}, limits, costly);
  return [1, 2, 3].flatMap((world) => simulate(pipeline, wiring, randomWorld(seed + world, failureRate), random, engine, costly));
}

const none = { maps: 0, tries: 0, loops: 0 };
const cases: readonly (readonly [string, Depths, number])[] = [
  ["without fan-outs, nothing fails", none, 0],
  ["without fan-outs, some fail", none, 0.15],
  ["with fan-outs, nothing fails", { ...none, maps: 1 }, 0],
  ["with fan-outs, some fail", { ...none, maps: 1 }, 0.15],
  ["with nested fan-outs, some fail", { ...none, maps: 2 }, 0.1],
  ["with tries, nothing fails", { ...none, tries: 2 }, 0],
  ["with tries, some fail", { ...none, tries: 2 }, 0.2],
  ["with loops, some fail", { ...none, loops: 2 }, 0.08],
  ["with tries in fan-outs, some fail", { ...none, maps: 1, tries: 2 }, 0.2],
  ["with everything, few fail", { maps: 2, tries: 2, loops: 1 }, 0.05],
  ["with everything, many fail", { maps: 2, tries: 3, loops: 1 }, 0.2],
];

describe.each([
  ["an engine that follows the wiring", localEngine],
  ["a hasty one without nested fan-outs", eagerEngine],
  ["Argo's controller", argoEngine],
  ["GitHub Actions", githubEngine],
])("%s", (_, engine) => {
  it.each(cases)("does what the rules say: %s", (__, depths, failureRate) => {
    fc.assert(
      fc.property(fc.integer({ min: 0 }), fc.integer({ min: 1, max: 9 }), (seed, size) => {
        expect(disagreements(seed, size, depths, failureRate, engine)).toEqual([]);
      }),
      { numRuns: Number(process.env.RUNS ?? 40), seed: seedOfLaws },
    );
  });

  it.each(cases)("starts no costly call whose result is known: %s", (__, depths, failureRate) => {
    fc.assert(
      fc.property(fc.integer({ min: 0 }), fc.integer({ min: 1, max: 9 }), (seed, size) => {
        expect(disagreements(seed, size, depths, failureRate, engine, 0.6)).toEqual([]);
      }),
      { numRuns: Number(process.env.RUNS ?? 40), seed: seedOfLaws },
    );
  });
});
