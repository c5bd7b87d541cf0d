// Steps are functions: each is tested by calling it, without zenc, a store or an engine.
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { clean, loadPenguins, type RawPenguin, split } from "./data.ts";
import { penguins } from "./pipeline.ts";

const row: RawPenguin = {
  Species: "Adelie",
  Island: "Dream",
  "Beak Length (mm)": 39.1,
  "Beak Depth (mm)": 18.7,
  "Flipper Length (mm)": 181,
  "Body Mass (g)": 3750,
  Sex: "MALE",
};

test("clean drops rows without measures and keeps those of unknown sex", () => {
  const { rows, cleaning } = clean([
    row,
    { ...row, Sex: "." },
    { ...row, "Body Mass (g)": null },
    { ...row, Species: "Emperor" },
  ]);
  expect(rows.map(({ sex }) => sex)).toEqual(["male", "unknown"]);
  expect(cleaning).toEqual({ kept: 2, droppedWithoutMeasures: 1, droppedOfOtherSpecies: 1, sexUnknown: 1 });
});

test("the table has two rows without measures, and nine of unknown sex besides", () => {
  expect(clean(loadPenguins()).cleaning).toEqual({
    kept: 342,
    droppedWithoutMeasures: 2,
    droppedOfOtherSpecies: 0,
    sexUnknown: 9,
  });
});

test("split loses nothing and depends on the seed alone", () => {
  const { rows } = clean(loadPenguins());
  const { train, test } = split(rows, 0.75, 7);
  expect([train.length, test.length]).toEqual([257, 85]);
  expect(new Set([...train, ...test]).size).toBe(rows.length);
  expect(split(rows, 0.75, 7)).toEqual({ train, test });
  expect(split(rows, 0.75, 8)).not.toEqual({ train, test });
});

test("the whole pipeline, in this process", async () => {
  const folder = await mkdtemp(join(tmpdir(), "penguins-"));
  try {
    const result = await penguins({ learningRates: [0.03], epochs: 15, threshold: 0.8, folder });
    expect(result.accuracy).toBeGreaterThan(0.9);
    expect(result.published).toBe(true);
    expect((await readdir(folder)).sort()).toEqual(["model.json", "weights.bin"]);
  } finally {
    await rm(folder, { recursive: true });
  }
});
