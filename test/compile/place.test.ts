// Which pool a step gets.
import { describe, expect, it } from "vitest";
import type { Accelerator, Machine, StepDefinition, StepOptions } from "../../compiler/ir/index.js";
import { costlySteps } from "../../compiler/place/costly.js";
import { isModel } from "../../compiler/place/fit.js";
import { placeStep, placeSteps } from "../../compiler/place/index.js";
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

const spotT4: Accelerator = { ...t4, name: "t4-spot", cost: 0.11, spot: true };
const small: Machine = { name: "small", cpu: 4, memoryBytes: 14 * gibibyte, cost: 0.2 };
const large: Machine = { name: "large", cpu: 32, memoryBytes: 120 * gibibyte, cost: 1.5 };
const anyModel = { count: 1, optional: false };

/** Where a step goes that asks for this. */
function where(asked: Partial<StepOptions>, accelerators: readonly Accelerator[], machines?: readonly Machine[]) {
  const options = { resources: {}, ...asked } as StepOptions;
  return placeStep(options, { ...stack, accelerators, ...(machines ? { machines } : {}) });
}

describe("placeStep", () => {
  it("takes spot machines for their price, prefers them where asked, and keeps off where refused", () => {
    const dear = { ...spotT4, cost: 1 };
    expect(where({ resources: { gpu: anyModel } }, [t4, spotT4]).accelerator).toBe("t4-spot");
    expect(where({ resources: { gpu: anyModel } }, [t4, dear]).accelerator).toBe("t4");
    expect(where({ resources: { gpu: anyModel }, spot: true }, [t4, dear]).accelerator).toBe("t4-spot");
    expect(where({ resources: { gpu: anyModel }, spot: false }, [t4, spotT4]).accelerator).toBe("t4");
    expect(where({ resources: { gpu: anyModel }, spot: false }, [spotT4])).toMatchObject({
      missing: "accelerator",
      considered: [{ name: "t4-spot", lacks: ["is of spot machines"] }],
    });
  });
  it("looks at what a machine has beside its accelerators", () => {
    const narrow: Accelerator = { ...t4, machine: { cpu: 4, memoryBytes: 14 * gibibyte } };
    expect(where({ resources: { gpu: anyModel, cpu: 8 } }, [narrow, a100]).accelerator).toBe("a100-80gb");
    expect(where({ resources: { gpu: anyModel, memoryBytes: 2 * 14 * gibibyte } }, [narrow])).toMatchObject({
      considered: [{ lacks: ["has 14Gi of 28Gi memory of the machine"] }],
    });
  });
  it("gives the cheapest machine that fits, and never one with an accelerator, where none is asked for", () => {
    expect(where({}, [t4], [large, small])).toMatchObject({ machine: "small", costPerHour: 0.2 });
    expect(where({ resources: { cpu: 8 } }, [t4], [small, large])).toMatchObject({ machine: "large" });
    expect(where({ resources: { cpu: 64 } }, [t4], [small, large])).toMatchObject({ missing: "machine" });
    expect(where({ resources: { cpu: 64 } }, [t4])).toEqual({ spot: false, why: "asks for no accelerator", considered: [] });
  });
  it("gives a machine to a step that goes without an accelerator", () => {
    const placement = where({ resources: { gpu: { count: 9, optional: true } } }, [t4], [small]);
    expect(placement).toMatchObject({ machine: "small", why: expect.stringContaining("goes without an accelerator") });
    expect(placement.considered.map(({ name }) => name)).toEqual(["t4", "small"]);
  });
  it("tells the price of all accelerators, and why", () => {
    expect(where({ resources: { gpu: { count: 4, optional: false } } }, [t4, a100, unpriced])).toMatchObject({
      costPerHour: 12.8,
      why: "4 × 80Gi: the cheapest of 2 that fit",
    });
  });
});

describe("isModel", () => {
  it.each([
    ["nvidia-a100-80gb", "A100", true],
    ["NVIDIA-A100-SXM4-80GB", "a100", true],
    ["Tesla-T4", "tesla t4", true],
    ["GeForce-RTX-4090", "rtx4090", true],
    ["a100", "a10", false],
    ["nvidia-l40s", "l4", false],
    ["h100", "", false],
  ])("%s is a %s: %s", (name, model, is) => {
    expect(isModel(name, model)).toBe(is);
  });
});
