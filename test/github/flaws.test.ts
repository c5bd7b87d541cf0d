// Law: what random structures become breaks no rule of GitHub's, wherever their tasks run.
import fc from "fast-check";
import { expect, test } from "vitest";
import { wirePipeline } from "../../compiler/wire/index.js";
import { flawsOf } from "../../targets/github/inspect.js";
import { planWorkflow } from "../../targets/github/plan.js";
import { githubTarget } from "../../targets/github/target.js";
import { seed as seedOfLaws } from "../random/features.js";
import { randomFrom, randomStructure } from "../wire/random-structure.js";
import { pipelineOf } from "../wire/structures.js";
import { requestFor } from "./runner.js";

test.each([
  ["without costly calls", 0],
  ["with costly ones", 0.6],
] as const)("%s", (_, rate) => {
  fc.assert(
    fc.property(fc.integer({ min: 0 }), fc.integer({ min: 1, max: 12 }), (seed, size) => {
      const random = randomFrom(seed);
      const { structure, result } = randomStructure(random, size, { maps: 2, tries: 3, loops: 1 });
      const pipeline = pipelineOf(structure, result);
      const costly = new Set([...pipeline.steps.keys()].filter(() => random() < rate));
      const { wiring } = wirePipeline(pipeline, {}, githubTarget.limits({}), costly);
      expect(flawsOf(planWorkflow(requestFor(wiring)))).toEqual([]);
    }),
    { numRuns: Number(process.env.RUNS ?? 100), seed: seedOfLaws },
  );
});
