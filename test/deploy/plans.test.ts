// What differs between plans of a pipeline: each change of an author's shows where she made it, and nowhere else.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import type { Change, PlanSide } from "../../cli/plan-change/change.js";
import { comparePlans } from "../../cli/plan-change/compare.js";
import { compile } from "../../compiler/index.js";
import { readStack } from "../../compiler/stack/index.js";
import { canonicalJson, type Digest, type StepName, type StepPlan } from "../../runtime/contract/index.js";
import { targets } from "../../targets/index.js";

const folder = mkdtempSync(join(tmpdir(), "zenc-plans-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const text = `import { pipeline, step } from "zenc";
export const load = step((count: number): number[] => Array.from({ length: count }, (_, at) => at));
export const sum = step({ retries: 1 }, (all: number[]): number => all.reduce((a, b) => a + b, 0));
export const note = step((text: string): void => console.log(text));
export const range = step((all: number[]): { most: number; least: number } => ({ most: Math.max(...all), least: Math.min(...all) }));
export interface Parameters {
  /**
   * How many.
   * @minimum 1
   * @maximum 9
   */
  count?: number;
}
export const lines = pipeline({ schedule: "0 3 * * *" }, async ({ count = 3 }: Parameters) => {
  const all = await load(count);
  await range(all);
  const total = await sum(all);
  if (total > 2) await note("large");
  return total;
});
`;

const stack = readStack(null, "zenc.yaml", { target: "airflow" }, targets).stack as NonNullable<
  ReturnType<typeof readStack>["stack"]
>;
const limits = { maxInstances: 100, fanOutDepth: 1 };
async function plan(of: string) {
  writeFileSync(join(folder, "pipeline.ts"), of);
  const { pipelines, diagnostics } = await compile({ cwd: folder, files: ["pipeline.ts"], stack, limits });
  const [one] = pipelines;
  if (!one) throw new Error(JSON.stringify(diagnostics));
  return one;
}

/** `step sum retries: 1, 0 s apart → 2, 0 s apart (why)`. */
const said = ({ of, name, what, before, after, why }: Change): string =>
  `${[of, name, what].filter((part) => part !== "").join(" ")}: ${before ?? "–"} → ${after ?? "–"}${why === undefined ? "" : ` (${why})`}`.replace(
    /\b[0-9a-f]{8}\b/g,
    "DIGEST",
  );

const sideOf = ({ plan: of, digest, placements, code }: Awaited<ReturnType<typeof plan>>, known: boolean): PlanSide => ({
  plan: of,
  digest,
  placements,
  manifests: known ? new Map(code.map((one) => [one.digest, one.manifest])) : new Map(),
});

/** The old plan as a store gives it back: its keys are in another order. */
async function differences(change: (of: string) => string, known = true): Promise<readonly string[]> {
  const [before, after] = [await plan(text), await plan(change(text))];
  const stored = { ...before, plan: JSON.parse(canonicalJson(before.plan)) };
  return comparePlans([sideOf(stored, known)], [sideOf(after, true)]).flatMap(({ changes }) => changes.map(said));
}

test.each<[string, (of: string) => string, readonly string[]]>([
  ["nothing", (of) => `// a comment\n${of}`, []],
  ["the schedule", (of) => of.replace('"0 3 * * *"', '"0 4 * * *"'), ["pipeline schedule: 0 3 * * * UTC → 0 4 * * * UTC"]],
  ["no schedule any more", (of) => of.replace('{ schedule: "0 3 * * *" }', "{}"), ["pipeline schedule: 0 3 * * * UTC → –"]],
  [
    "a default",
    (of) => of.replace("count = 3", "count = 4"),
    ["parameter count: number, maximum 9, minimum 1, default 3 → number, maximum 9, minimum 1, default 4"],
  ],
  [
    "what is said of a parameter",
    (of) => of.replace("How many.", "How many lines."),
    ["parameter count description: How many. → How many lines."],
  ],
  [
    "another parameter",
    (of) => of.replace("{ count = 3 }: Parameters", "{ count = 3, x = 1 }: Parameters & { x?: number }"),
    ["parameter x: – → number, default 1"],
  ],
  ["a condition", (of) => of.replace("total > 2", "total > 5"), ["pipeline expressions: DIGEST → DIGEST (pipeline.ts)"]],
  ["retries", (of) => of.replace("retries: 1", "retries: 2"), ["step sum retries: 1, 1 s apart → 2, 1 s apart"]],
  ["what a step asks for", (of) => of.replace("retries: 1", "retries: 1, cpu: 2"), ["step sum cpu: – → 2"]],
  ["the code of a step", (of) => of.replace("a + b", "a + b + 1"), ["step sum code: DIGEST → DIGEST (pipeline.ts)"]],
  [
    "a step that is called no more",
    (of) => of.replace('if (total > 2) await note("large");', ""),
    [
      "pipeline expressions: DIGEST → – (pipeline.ts)",
      "step note: step, on any machine → –",
      "tasks: 4 steps → 3 steps (gone: note; other waits or conditions: sum)",
      "construct if_1 if: native → – (the engine skips the side that is not taken, by what earlier tasks tell)",
    ],
  ],
])("%s", async (_, change, expected) => {
  expect(await differences(change)).toEqual(expected);
});

test("where the store does not have what the old code was made of, it says so", async () => {
  expect(await differences((of) => of.replace("a + b", "a + b + 1"), false)).toEqual([
    "step sum code: DIGEST → DIGEST (in which files is not known)",
  ]);
});

test("packages that could not be bundled, in another version", async () => {
  const { plan: of, ...rest } = await plan(text);
  const sum = of.steps["sum" as StepName] as StepPlan;
  const using = (name: string) => ({ ...rest, plan: { ...of, steps: { ...of.steps, sum: { ...sum, packages: [name] } } } });
  const sides = ["sharp@0.33.5", "sharp@0.34.1"].map((name) => ({ ...sideOf(using(name), true), digest: name as Digest }));
  const changes = comparePlans(sides.slice(0, 1), sides.slice(1)).flatMap((one) => one.changes);
  expect(changes.map(said)).toEqual(["step sum packages: sharp@0.33.5 → sharp@0.34.1"]);
});
