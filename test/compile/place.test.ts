// Which pool a step gets.
import { describe, expect, it } from "vitest";
import type { Accelerator, StepDefinition } from "../../compiler/ir/index.js";
import { costlySteps } from "../../compiler/place/costly.js";
import { placeSteps } from "../../compiler/place/index.js";
import type { Resources } from "../../runtime/contract/index.js";
import { stack } from "../bundle/project.js";
import { call, pipelineOf } from "../wire/structures.js";

const gibibyte = 2 ** 30;
const t4: Accelerator = { name: "t4", gpus: 1, memoryBytes: 16 * gibibyte, cost: 0.35 };
const a100: Accelerator = { name: "a100-80gb", gpus: 8, memoryBytes: 80 * gibibyte, cost: 3.2 };
const unpriced: Accelerator = { name: "h200", gpus: 8, memoryBytes: 140 * gibibyte };

function place(gpu: Resources["gpu"], accelerators: readonly Accelerator[]) {
  const pipeline = pipelineOf([call("train")]);
  const [train] = pipeline.steps.values();
  const step = { ...train, options: { ...train?.options, resources: gpu ? { gpu } : {} } } as StepDefinition;
  const { steps, diagnostics } = placeSteps({ ...pipeline, steps: new Map([[step.name, step]]) }, { ...stack, accelerators });
  return { pool: steps.train?.pool, resources: steps.train?.resources, codes: diagnostics.map(({ code }) => code) };
}

describe("placeSteps", () => {
  it.each([
    ["the cheapest that fits", { count: 1, optional: false }, [a100, t4], "t4"],
    ["one with enough memory", { count: 1, memoryBytes: 20 * gibibyte, optional: false }, [t4, a100], "a100-80gb"],
    ["one with enough accelerators", { count: 4, optional: false }, [t4, unpriced, a100], "a100-80gb"],
    ["one of the models", { count: 1, models: ["H200", "B200"], optional: false }, [t4, a100, unpriced], "h200"],
  ])("gives %s", (_, gpu, accelerators, pool) => {
    expect(place(gpu, accelerators)).toEqual({ pool, resources: { gpu }, codes: [] });
  });
  it("gives none where none is asked for", () => {
    expect(place(undefined, [t4])).toEqual({ pool: undefined, resources: {}, codes: [] });
  });
  it("carries a request where the stack lists no accelerators, and an optional one that none fits", () => {
    const asked = { count: 1, optional: false };
    expect(place(asked, [])).toEqual({ pool: undefined, resources: { gpu: asked }, codes: [] });
    const optional = { count: 9, optional: true };
    expect(place(optional, [t4])).toEqual({ pool: undefined, resources: { gpu: optional }, codes: [] });
  });
  it("refuses a request that no pool fits", () => {
    expect(place({ count: 9, optional: false }, [t4, a100]).codes).toEqual(["accelerator-missing"]);
  });
});

describe("costlySteps", () => {
  const step = { cache: { enabled: true }, effect: false, resources: {} };
  const large = { ...step, resources: { cpu: 8, memoryBytes: 4 * gibibyte } };
  const costly = (one: Parameters<typeof costlySteps>[0][string], more: Partial<Parameters<typeof costlySteps>[1]> = {}) =>
    costlySteps({ one }, { accelerators: [t4], ...more }).has("one");
  it("are those on an accelerator", () => {
    expect(costly({ ...step, pool: "t4" })).toBe(true);
    // A pool of other machines is no accelerator.
    expect(costly({ ...step, pool: "cheap" })).toBe(false);
    expect(costly(large)).toBe(false);
  });
  it("and those that ask for as much as the stack says, or more", () => {
    expect(costly(large, { costly: { cpu: 8 } })).toBe(true);
    expect(costly(large, { costly: { cpu: 9 } })).toBe(false);
    expect(costly(large, { costly: { cpu: 9, memoryBytes: 4 * gibibyte } })).toBe(true);
    expect(costly(step, { costly: { cpu: 1, memoryBytes: 1 } })).toBe(false);
  });
  it("but none that runs anyway", () => {
    expect(costly({ ...step, pool: "t4", cache: { enabled: false } })).toBe(false);
    expect(costly({ ...step, pool: "t4", effect: true })).toBe(false);
  });
});
