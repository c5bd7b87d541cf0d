// What differs between plans of a pipeline: each change of an author's shows where she made it, and nowhere else.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import type { Change, PlanSide } from "../../cli/plan-change/change.js";
import { comparePlans } from "../../cli/plan-change/compare.js";
import { compile } from "../../compiler/index.js";
import { readStack } from "../../compiler/stack/index.js";
import { targets } from "../../targets/index.js";

const folder = mkdtempSync(join(tmpdir(), "zenc-plans-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const text = `import { pipeline, step } from "zenc";
export const load = step((count: number): number[] => Array.from({ length: count }, (_, at) => at));
export const sum = step({ retries: 1 }, (all: number[]): number => all.reduce((a, b) => a + b, 0));
export const note = step((text: string): void => console.log(text));
export const lines = pipeline({ schedule: "0 3 * * *" }, async ({ count = 3 }: { count?: number }) => {
  const all = await load(count);
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

async function differences(change: (of: string) => string, known = true): Promise<readonly string[]> {
  const [before, after] = [await plan(text), await plan(change(text))];
  return comparePlans([sideOf(before, known)], [sideOf(after, true)]).flatMap(({ changes }) => changes.map(said));
}

test.each<[string, (of: string) => string, readonly string[]]>([
  ["nothing", (of) => `// a comment\n${of}`, []],
  ["the schedule", (of) => of.replace('"0 3 * * *"', '"0 4 * * *"'), ["pipeline schedule: 0 3 * * * UTC → 0 4 * * * UTC"]],
  ["no schedule any more", (of) => of.replace('{ schedule: "0 3 * * *" }', "{}"), ["pipeline schedule: 0 3 * * * UTC → –"]],
  ["a default", (of) => of.replace("count = 3", "count = 4"), ["parameter count: number, default 3 → number, default 4"]],
  [
    "another parameter",
    (of) => of.replace("{ count = 3 }: { count?: number }", "{ count = 3, x = 1 }: { count?: number; x?: number }"),
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
      "tasks: 3 steps → 2 steps (gone: note; other waits or conditions: sum)",
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
