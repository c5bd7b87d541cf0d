// Steps and pipelines: how they are found, what their options become, what is known at compile time.
import { ts } from "ts-morph";
import { describe, expect, test } from "vitest";
import type { StepDefinition } from "../../compiler/ir/index.js";
import { type Project, projectOf } from "./project.js";

/** The steps that the pipelines of a project call, in order of the calls. */
function stepsOf(project: Project): readonly (StepDefinition | undefined)[] {
  const steps: (StepDefinition | undefined)[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isAwaitExpression(node) && ts.isCallExpression(node.expression))
      steps.push(project.definitions.stepOf(node.expression.expression));
    ts.forEachChild(node, visit);
  };
  for (const { run } of project.definitions.pipelines) visit(run);
  return steps;
}

test("steps are found through renamed imports, re-exports, aliases, namespaces, objects and packages", () => {
  const project = projectOf({
    "pipeline.ts": `import * as z from "zenc";
import { again as renamed, grouped } from "./again";
import * as all from "./again";
import { packaged } from "some-package";
import fallback from "./steps";
const alias = renamed;
const { first: taken } = all;
export const flow = z.pipeline(async () => {
  await renamed(); await all.first(); await alias(); await taken(); await grouped.second(); await packaged(); await fallback(); await plain();
});
const plain = async () => 1;`,
    "again.ts": `export { first, first as again } from "./steps";
import { second } from "./steps";
export const grouped = { second } as const;`,
    "steps.ts": `import { step as s, deployer } from "zenc";
export const first = s(() => 1);
export const second = deployer(async () => {});
const third = s({ name: "other-name" }, () => 3);
export default third;`,
    "node_modules/some-package/package.json": `{ "name": "some-package", "type": "module", "exports": "./index.ts" }`,
    "node_modules/some-package/index.ts": `import { step } from "zenc"; export const packaged = step(() => 1);`,
  });
  expect(project.loaded.diagnostics).toEqual([]);
  expect(
    stepsOf(project).map(
      (step) =>
        step &&
        `${step.name} ${step.kind} ${step.module.split("/").slice(-2).join("/")}#${step.binding}`.replace(
          /zenc-define-\w+\//,
          "",
        ),
    ),
  ).toEqual([
    "first step steps.ts#first",
    "first step steps.ts#first",
    "first step steps.ts#first",
    "first step steps.ts#first",
    "second deployer steps.ts#second",
    "packaged step some-package/index.ts#packaged",
    "other-name step steps.ts#third",
    undefined,
  ]);
});

test("options become canonical units; effects follow from the return type, the kind or the option", () => {
  const project = projectOf({
    "pipeline.ts": `import { deployer, pipeline, step, trainer } from "zenc";
const shared = { retries: { limit: 3, delay: "1m", backoff: 2, maxDelay: "1h" } } as const;
/** Fits it. */
export const fit = trainer({ ...shared, gpu: { count: 2, memory: "16Gi", models: ["t4"] }, memory: "1.5G", timeout: "90s", cache: { version: "2", maxAge: "1d" },
  env: { A: "1" }, secrets: ["TOKEN"], register: "m", batch: 4, spot: true, image: "node:22", cpu: 0.5 }, () => 1);
export const nothing = step({ gpu: 1, retries: 2, cache: false }, async () => {});
export const told = step({ effect: true }, () => 1);
export const deploys = deployer(() => 1);
export const flow = pipeline({ name: "the-flow", schedule: { cron: "30 2 * jan-mar SUN", timezone: "Asia/Kolkata" }, tags: ["a"], concurrency: "forbid", timeout: 60, maxParallel: 2 },
  async () => { await fit(); await nothing(); await told(); await deploys(); });`,
  });
  expect([...project.loaded.diagnostics, ...project.definitions.diagnostics, ...project.definitions.stepDiagnostics()]).toEqual(
    [],
  );
  const steps = stepsOf(project);
  expect(steps[0]?.description).toBe("Fits it.");
  expect(steps[0]?.options).toEqual({
    retries: { limit: 3, delaySeconds: 60, backoff: 2, maxDelaySeconds: 3600 },
    timeoutSeconds: 90,
    resources: { cpu: 0.5, memoryBytes: 1.5e9, gpu: { count: 2, memoryBytes: 2 ** 34, models: ["t4"], optional: false } },
    cache: { enabled: true, version: "2", maxAgeSeconds: 86_400 },
    env: { A: "1" },
    secrets: ["TOKEN"],
    image: "node:22",
    spot: true,
    batch: 4,
    register: "m",
  });
  expect(steps[1]?.options.retries).toEqual({ limit: 2, delaySeconds: 1, backoff: 1 });
  expect(steps.map((step) => step?.effect)).toEqual([false, true, true, true]);
  const [flow] = project.definitions.pipelines;
  expect([flow?.name, flow?.exportName]).toEqual(["the-flow", "flow"]);
  expect(flow?.options).toEqual({
    tags: ["a"],
    schedule: { cron: "30 2 * 1-3 0", timezone: "Asia/Kolkata" },
    concurrency: "forbid",
    timeoutSeconds: 60,
    maxParallel: 2,
  });
});

const badSchedules = [
  "@daily",
  "* * * *",
  "0 0 * * * *",
  "60 * * * *",
  "0 0 0 * *",
  "5/15 * * * *",
  "0 0 L * *",
  "0 0 * * 7",
  "5-1 * * * *",
  "*/0 * * * *",
  "0 0 */2 * 1",
  "",
];
test.each([
  ...badSchedules.map((cron) => ({ cron })),
  { cron: "0 0 * * *", timezone: "UTC+2" },
  { cron: "0 0 * * *", timezone: "europe/berlin" },
])("the schedule %j is refused", (schedule) => {
  const { definitions } = projectOf({
    "pipeline.ts": `import { pipeline } from "zenc"; export const flow = pipeline({ schedule: ${JSON.stringify(schedule)} }, async () => 1);`,
  });
  expect(definitions.diagnostics.map(({ code }) => code)).toEqual(["option-invalid"]);
});

describe("constants", () => {
  const known: readonly (readonly [string, unknown])[] = [
    ["1 + 2 * 3", 7],
    ["-1", -1],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is source text
    ["`a${1}b`", "a1b"],
    ["[...list, 3]", [1, 2, 3]],
    ["({ ...settings, rate: 2, ['x' + 1]: null })", { rate: 2, deep: { a: [true] }, x1: null }],
    ["settings.deep.a[0]", true],
    ["Color.Green", "g"],
    ["Color['Red']", 0],
    ["imported", 5],
    ["other.imported", 5],
    ["list.length", 2],
    ["picked", 0.5],
    ["true && 'yes'", "yes"],
    ["null ?? 4", 4],
    ["1 < 2 ? 'a' : 'b'", "a"],
    ["(3 as number) satisfies number", 3],
  ];
  const unknown = [
    "changing",
    "pushed",
    "Math.random()",
    "NaN",
    "undefined",
    "[1, undefined]",
    "(() => 1)",
    "1 / 0",
    "-0",
    "settings.deep.missing",
    "cyclic",
    "list.map",
    "new Date()",
  ];
  const project = projectOf({
    "pipeline.ts": `import * as other from "./other";
import { imported } from "./other";
const list = [1, 2];
const settings = { rate: 0.5, deep: { a: [true] } } as const;
const { rate: picked } = settings;
enum Color { Red, Green = "g" }
let changing = 1;
const pushed = [1];
pushed.push(2);
const cyclic: number = cyclic + 1;
${[...known.map(([text]) => text), ...unknown].map((text, index) => `// @ts-ignore\nexport const c${index} = ${text};`).join("\n")}`,
    "other.ts": "export const imported = 5;",
  });

  test.each(known.map(([text, value], index) => [text, value, index] as const))("%s", (_, value, index) => {
    expect(project.definitions.constantOf(project.valueOf(`c${index}`))).toEqual({ value });
  });
  test.each(unknown.map((text, index) => [text, known.length + index] as const))("not known: %s", (_, index) => {
    expect(project.definitions.constantOf(project.valueOf(`c${index}`))).toBeUndefined();
  });
});
