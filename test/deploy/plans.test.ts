// What differs between plans of a pipeline: each change of an author's shows where she made it, and nowhere else.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { type PlanChange, planChanges } from "../../cli/diff/plans.js";
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

/** `step sum retries.limit 1 → 2`. */
const said = ({ level, name, change, field, before, after, files }: PlanChange): string =>
  [
    level,
    change === "changed" ? "~" : change,
    name,
    field,
    files?.map(({ path }) => path).join(),
    before === undefined && after === undefined ? undefined : `${JSON.stringify(before)} → ${JSON.stringify(after)}`,
  ]
    .filter((part) => part !== undefined && part !== "")
    .join(" ");

async function differences(change: (of: string) => string): Promise<readonly string[]> {
  const [before, after] = [await plan(text), await plan(change(text))];
  const manifests = new Map([...before.code, ...after.code].map(({ digest, manifest }) => [digest, manifest]));
  return (await planChanges(before.plan, after.plan, async (code) => manifests.get(code) ?? null)).map(said);
}

test.each<[string, (of: string) => string, readonly string[]]>([
  ["nothing", (of) => `// a comment\n${of}`, []],
  ["the schedule", (of) => of.replace('"0 3 * * *"', '"0 4 * * *"'), ['pipeline ~ schedule.cron "0 3 * * *" → "0 4 * * *"']],
  [
    "no schedule any more",
    (of) => of.replace('{ schedule: "0 3 * * *" }', "{}"),
    ['pipeline ~ schedule {"cron":"0 3 * * *","timezone":"UTC"} → undefined'],
  ],
  ["a default", (of) => of.replace("count = 3", "count = 4"), ["pipeline ~ parameter count default 3 → 4"]],
  [
    "another parameter",
    (of) => of.replace("{ count = 3 }: { count?: number }", "{ count = 3, x = 1 }: { count?: number; x?: number }"),
    ["pipeline added parameter x"],
  ],
  ["a condition", (of) => of.replace("total > 2", "total > 5"), ["pipeline ~ expressions pipeline.ts"]],
  ["retries", (of) => of.replace("retries: 1", "retries: 2"), ["step ~ sum retries.limit 1 → 2"]],
  ["what a step asks for", (of) => of.replace("retries: 1", "retries: 1, cpu: 2"), ["step ~ sum resources.cpu undefined → 2"]],
  ["the code of a step", (of) => of.replace("a + b", "a + b + 1"), ["step ~ sum code pipeline.ts"]],
  [
    "a step that is called no more",
    (of) => of.replace('if (total > 2) await note("large");', ""),
    ["pipeline ~ expressions", "step removed note", 'plan ~ sum publishes ["condition"] → []', "plan removed note"],
  ],
])("%s", async (_, change, expected) => {
  expect(await differences(change)).toEqual(expected);
});
