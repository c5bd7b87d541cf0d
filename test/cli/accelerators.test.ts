// `zenc run` and `zenc show` of steps that ask for accelerators, on a machine without any: CUDA is shown none.
import { chmod, symlink } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { nvidiaSmi } from "../accelerators/machine.js";
import { createProject, masked, type Project } from "./zenc.js";

const pipeline = `import * as tf from "@tensorflow/tfjs";
import { pipeline, trainer } from "zenc";
export const fit = trainer({ gpu: 1, retries: { limit: 2, delay: "1h" } }, (n: number): number => n);
export const sum = trainer({ gpu: { count: 1, optional: true }, cache: false }, (n: number): number => tf.ones([n]).sum().dataSync()[0] ?? 0);
export const learn = trainer({ gpu: 1 }, (n: number): number => tf.ones([n]).sum().dataSync()[0] ?? 0);
export const asking = pipeline("asking", async ({ n = 3 }: { n?: number }) => await fit(n));
export const optional = pipeline("optional", async ({ n = 3 }: { n?: number }) => await sum(n));
export const learning = pipeline("learning", async ({ n = 3 }: { n?: number }) => await learn(n));
`;
const stacks = `stacks:
  local: { target: local }
  laptop: { target: local, local: { accelerators: optional } }
`;

let project: Project;
const before = { ...process.env };
beforeAll(async () => {
  project = await createProject({ "pipeline.ts": pipeline, "zenc.yaml": stacks, "package.json": '{ "type": "module" }\n' });
  await symlink(fileURLToPath(new URL("../../node_modules", import.meta.url)), join(project.folder, "node_modules"));
  process.env.CUDA_VISIBLE_DEVICES = "";
});
afterAll(async () => {
  process.env = before;
  await project.remove();
});
/** However its columns are set. */
const plain = (text: string): string => masked(text).replace(/ +/g, " ");
const zenc = (...words: string[]) => project.zenc(words);

test("a run fails at once where the machine has none, and says what to do", async () => {
  const { code, stderr } = await zenc("run", "pipeline.ts", "--pipeline", "asking");
  expect([code, stderr]).toEqual([
    1,
    expect.stringContaining('The step "fit" asks for 1 accelerator, and the machine has none.'),
  ]);
  expect(stderr).toContain("zenc run --accelerators optional");
});

test.each([
  ["the command", ["--accelerators", "optional"]],
  ["the stack", ["--stack", "laptop"]],
])("it goes on without where %s says so, and shows it", async (_, words) => {
  const { code, stderr } = await zenc("run", "pipeline.ts", "--pipeline", "asking", "--no-cache", ...words);
  expect([code, plain(stderr)]).toEqual([0, expect.stringContaining("✓ fit succeeded TOOK without accelerator")]);
  expect(plain((await zenc("show", "latest")).stdout)).toContain("✓ fit succeeded TOOK without accelerator");
});

test("a node shows what it had, and so does its JSON", async () => {
  await zenc("run", "pipeline.ts", "--pipeline", "optional");
  const { stdout } = await zenc("show", "latest", "sum");
  expect(plain(stdout)).toContain(
    " devices none\n lacks it asks for 1 accelerator, and the machine has none\n tfjs cpu on the processor\n",
  );
  expect(JSON.parse((await zenc("show", "latest", "sum", "--format", "json")).stdout).accelerator).toEqual({
    devices: [],
    lacks: "asks for 1 accelerator, and the machine has none",
    backend: { name: "cpu", gpu: false },
  });
});

test("a GPU that tfjs does not use is none, unless that is meant", async () => {
  await project.write({ "bin/nvidia-smi": nvidiaSmi("GPU 0: Tesla T4 (UUID: GPU-aa11)", "GPU-aa11, 15360") });
  await chmod(join(project.folder, "bin/nvidia-smi"), 0o755);
  delete process.env.CUDA_VISIBLE_DEVICES;
  process.env.PATH = `${join(project.folder, "bin")}:${process.env.PATH}`;
  const { code, stderr } = await zenc("run", "pipeline.ts", "--pipeline", "learning");
  expect([code, stderr]).toEqual([
    1,
    expect.stringContaining("but tfjs does not use one: it computes with its own code for the processor"),
  ]);
  expect(stderr).toContain("Install @tensorflow/tfjs-node-gpu where the step runs.");
  process.env.ZENC_TFJS_BACKEND = "cpu";
  expect((await zenc("run", "pipeline.ts", "--pipeline", "learning")).code).toBe(0);
  const { stdout } = await zenc("show", "latest", "learn");
  expect(plain(stdout)).toContain(" devices Tesla T4 with 15 GiB\n tfjs cpu on the processor\n");
});
