// What was found against what was asked for: sizes as drivers show them, names as authors and clouds write them.
import { describe, expect, test } from "vitest";
import { askedText, lacksOf } from "../../runtime/accelerators/index.js";
import type { AcceleratorDevice } from "../../runtime/contract/index.js";

const device = (model?: string, mebibytes?: number): AcceleratorDevice => ({
  kind: "nvidia",
  ...(model === undefined ? {} : { model }),
  ...(mebibytes === undefined ? {} : { memoryBytes: mebibytes * 2 ** 20 }),
});
const asks = (count: number, gibibytes?: number, ...models: string[]) => ({
  count,
  ...(gibibytes === undefined ? {} : { memoryBytes: gibibytes * 2 ** 30 }),
  ...(models.length === 0 ? {} : { models }),
  optional: false,
});

describe("is one", () => {
  test.each([
    ["t4", "Tesla T4"],
    ["nvidia-tesla-t4", "Tesla T4"],
    ["a100", "NVIDIA A100-SXM4-40GB"],
    ["A100-80GB", "NVIDIA A100-SXM4-80GB"],
    ["nvidia-a100-80gb", "NVIDIA A100 80GB PCIe"],
    ["nvidia-h100-mega-80gb", "NVIDIA H100 80GB HBM3"],
    ["rtx4090", "NVIDIA GeForce RTX 4090"],
    ["RTX 4090", "NVIDIA GeForce RTX 4090"],
    ["mi250x", "AMD Instinct MI250X"],
    ["tpu-v5e", "TPU v5e"],
  ])("%s: %s", (name, model) => expect(lacksOf(asks(1, undefined, name), [device(model)])).toBeNull());
});

describe("is none", () => {
  test.each([
    ["l4", "NVIDIA L40S"],
    ["a10", "NVIDIA A100-SXM4-40GB"],
    ["a10", "NVIDIA A10G"],
    ["h100", "NVIDIA H200"],
    ["t4", "NVIDIA T400"],
    ["a100", "Tesla T4"],
  ])("%s: %s", (name, model) => expect(lacksOf(asks(1, undefined, name), [device(model)])).toBe(`has 1: ${model}`));
});

test("a size in a name is the device's memory", () => {
  const asked = asks(1, undefined, "h200-141gb");
  expect(lacksOf(asked, [device("NVIDIA H200", 143_771)])).toBeNull();
  expect(lacksOf(asks(1, undefined, "a100-80gb"), [device("NVIDIA A100", 40_960)])).toBe("has 1: NVIDIA A100 with 40 GiB");
});

test.each([
  ["T4", 16, 15_109],
  ["L4", 24, 23_034],
  ["A10G", 24, 22_731],
  ["V100", 16, 16_160],
  ["H100", 80, 81_559],
])("a driver shows less than the %s is sold with", (model, sold, shown) => {
  expect(lacksOf(asks(1, sold), [device(model, shown)])).toBeNull();
  expect(lacksOf(asks(1, sold * 2), [device(model, shown)])).not.toBeNull();
});

test("counts those alone that fit, and takes what no driver tells as fitting", () => {
  const found = [device("Tesla T4", 15_109), device("NVIDIA A100-SXM4-40GB", 40_960), device()];
  expect(lacksOf(asks(2, 40, "a100"), found)).toBeNull();
  expect(lacksOf(asks(3, 40, "a100"), found)).toBe(
    "has 3: Tesla T4 with 14.8 GiB, NVIDIA A100-SXM4-40GB with 40 GiB, NVIDIA GPU",
  );
  expect(lacksOf(asks(1), [])).toBe("has none");
});

test("says what is asked for", () => {
  expect(askedText(asks(1))).toBe("1 accelerator");
  expect(askedText(asks(2, 16, "t4", "l4"))).toBe('2 accelerators with 16 GiB of memory each, "t4" or "l4"');
});
