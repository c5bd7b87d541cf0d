// Where `zenc plan` says that steps run, and why.
import { afterAll, beforeAll, expect, test } from "vitest";
import { createProject, type Project } from "./zenc.js";

const pipeline = `import { pipeline, step, trainer } from "zenc";

export const load = step({ cpu: 2 }, (): number => 1);
export const train = trainer({ gpu: { count: 2, memory: "16Gi" } }, (rows: number): number => rows);
export const tune = trainer({ gpu: { count: 1, models: ["h100"], optional: true } }, (rows: number): number => rows);

export const placed = pipeline(async () => {
  const rows = await load();
  return [await train(rows), await tune(rows)];
});
`;
const stacks = `stacks:
  production:
    target: airflow
    store: s3://bucket/zenc
    image: registry.example.com/steps:1
    accelerators:
      - { name: t4, gpus: 1, memory: 16Gi, cost: 0.35, kubernetes: { profile: gke, accelerator: nvidia-tesla-t4 } }
      - { name: a100, gpus: 8, memory: 80Gi, cost: 3.2, kubernetes: { profile: gke, accelerator: nvidia-a100-80gb, spot: true } }
    airflow: { flavour: kubernetes }
`;

let project: Project;
beforeAll(async () => {
  project = await createProject({
    "pipeline.ts": pipeline,
    "zenc.yaml": stacks,
    "package.json": '{ "type": "module" }',
  });
});
afterAll(() => project.remove());

test("plan: step, pool, cost per hour, why", async () => {
  const { stdout } = await project.zenc(["plan", "pipeline.ts", "--stack", "production"]);
  const lines = stdout.split("\n").map((line) => line.split(/ {2,}/));
  const from = lines.findIndex(([title]) => title === "step");
  expect(lines.slice(from, from + 4)).toEqual([
    ["step", "runs on", "per hour", "why"],
    ["load", "any machine", "–", "asks for no accelerator"],
    ["train", "a100", "6.4", "2 × 80Gi, spot: the only pool that fits; t4 has 1 of 2 accelerators"],
    [
      "tune",
      "any machine",
      "–",
      'goes without an accelerator: no pool of accelerators fits; t4 is none of "h100"; a100 is none of "h100"',
    ],
  ]);
});

test("plan --format json has the same", async () => {
  const { stdout } = await project.zenc(["plan", "pipeline.ts", "--stack", "production", "--format", "json"]);
  expect(JSON.parse(stdout).placements.train).toEqual({
    accelerator: "a100",
    spot: true,
    costPerHour: 6.4,
    why: "2 × 80Gi, spot: the only pool that fits",
    considered: [
      { name: "t4", costPerHour: 0.7, lacks: ["has 1 of 2 accelerators"] },
      { name: "a100", costPerHour: 6.4, lacks: [] },
    ],
  });
});

test("plan says nothing of machines where nobody else does", async () => {
  await project.write({
    "plain.ts": pipeline.replace(/gpu: \{.*?\} /g, ""),
    "zenc.yaml": "stacks: { local: { target: local } }\n",
  });
  const { stdout } = await project.zenc(["plan", "plain.ts"]);
  expect(stdout).toContain("placed for local");
  expect(stdout).not.toContain("runs on");
});
