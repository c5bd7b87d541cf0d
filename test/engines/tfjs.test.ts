// tfjs with its real packages, as a user has them: the wasm backend trains what plain tfjs trains, and says so in the record. With
// `ZENC_TFJS_NODE=<node_modules>`, where tfjs-node was built, native code too.
import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { root } from "../conformance/shape.js";
import { installTfjs } from "./tfjs/install.js";

const program = `import * as tf from "@tensorflow/tfjs";
import { metric, pipeline, trainer } from "zenc";

const glorot = (seed: number) => tf.initializers.glorotUniform({ seed });
async function train(layers: tf.layers.Layer[], x: tf.Tensor, y: tf.Tensor): Promise<tf.LayersModel> {
  const model = tf.sequential({ layers });
  model.compile({ optimizer: tf.train.adam(0.01), loss: "meanSquaredError" });
  const { history } = await model.fit(x, y, { epochs: 3, verbose: 0 });
  metric("loss", history.loss?.at(-1) as number);
  return model;
}
const rows = 200;
const labels = () => tf.oneHot(tf.tensor1d(Array.from({ length: rows }, (_, row) => row % 3), "int32"), 3);
const images = () => tf.randomNormal([rows, 9, 8, 2], 0, 1, "float32", 3);
const head = () => [tf.layers.flatten(), tf.layers.dense({ units: 3, kernelInitializer: glorot(9) })];

export const dense = trainer(async (_: number): Promise<tf.LayersModel> =>
  train([tf.layers.dense({ units: 8, inputShape: [9, 8, 2], activation: "relu", kernelInitializer: glorot(1) }), ...head()], images(), labels()));
export const convolution = trainer(async (_: number): Promise<tf.LayersModel> =>
  train([
    tf.layers.conv2d({ filters: 4, kernelSize: 3, strides: 2, padding: "same", inputShape: [9, 8, 2], kernelInitializer: glorot(1) }),
    tf.layers.conv2d({ filters: 3, kernelSize: [2, 3], dataFormat: "channelsLast", kernelInitializer: glorot(2) }),
    ...head(),
  ], images(), labels()));
export const depthwise = trainer(async (_: number): Promise<tf.LayersModel> =>
  train([tf.layers.depthwiseConv2d({ kernelSize: 2, inputShape: [9, 8, 2], depthwiseInitializer: glorot(1) }), ...head()], images(), labels()));
export const embedding = trainer(async (_: number): Promise<tf.LayersModel> =>
  train([
    tf.layers.embedding({ inputDim: 50, outputDim: 4, inputLength: 2, embeddingsInitializer: tf.initializers.randomUniform({ seed: 1 }) }),
    ...head(),
  ], tf.tensor2d(Array.from({ length: rows }, (_, row) => [row % 50, (row * 7) % 50])), labels()));

export const main = pipeline(async ({ round = 1 }: { round?: number }) => ({
  dense: await dense(round),
  convolution: await convolution(round),
  depthwise: await depthwise(round),
  embedding: await embedding(round),
}));
`;

interface Node {
  readonly node: string;
  readonly outputs: unknown;
  readonly metrics: readonly { readonly value: number }[];
  readonly accelerator: { readonly backend: { readonly name: string; readonly package?: string; readonly gpu: boolean } };
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "zenc-tfjs-"));
  await writeFile(join(folder, "package.json"), '{ "type": "module" }\n');
  await writeFile(join(folder, "pipeline.ts"), program);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function useModules(modules: string): Promise<void> {
  await rm(join(folder, "node_modules"), { recursive: true, force: true });
  await promisify(execFile)("mkdir", ["node_modules"], { cwd: folder });
  for (const name of await readdir(modules)) await symlink(join(modules, name), join(folder, "node_modules", name));
  await symlink(root, join(folder, "node_modules", "zenc")).catch(() => {});
}
async function run(words: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<readonly Node[]> {
  const all = [join(root, "dist/cli/zenc.js"), "run", "pipeline.ts", "--no-cache", "--format", "json", ...words];
  const { stdout } = await promisify(execFile)(process.execPath, all, { cwd: folder, env: { ...process.env, ...env } });
  return JSON.parse(stdout).nodes;
}
const losses = (nodes: readonly Node[]) => nodes.map(({ metrics }) => metrics[0]?.value ?? Number.NaN);
const outputs = (nodes: readonly Node[]) => nodes.map(({ node, outputs: artifacts }) => [node, artifacts]);
const backends = (nodes: readonly Node[]) => [...new Set(nodes.map(({ accelerator }) => JSON.stringify(accelerator.backend)))];
const expectAlike = (one: readonly number[], other: readonly number[]) => {
  for (const [at, loss] of one.entries()) expect(Math.abs(loss - (other[at] ?? Number.NaN)) / loss).toBeLessThan(1e-3);
};

describe("tfjs's wasm backend", () => {
  let plain: readonly Node[];
  let wasm: readonly Node[];
  beforeAll(async () => {
    await useModules(await installTfjs());
    plain = await run([], { ZENC_TFJS_BACKEND: "cpu" });
    wasm = await run([]);
  });

  test("is taken where it is installed, and plain tfjs where it is pinned", () => {
    expect(backends(wasm)).toEqual([
      JSON.stringify({ gpu: false, name: "wasm", package: "@tensorflow/tfjs-backend-wasm 4.22.0" }),
    ]);
    expect(backends(plain)).toEqual([JSON.stringify({ gpu: false, name: "cpu" })]);
  });
  test("trains what plain tfjs trains, to nearly the same", () => {
    expect(wasm.map(({ node }) => node)).toEqual(["dense", "convolution", "depthwise", "embedding"]);
    expectAlike(losses(wasm), losses(plain));
  });
  test("gives the same bytes again, also in processes that have done something else before", async () => {
    expect(outputs(await run(["--max-parallel", "1"]))).toEqual(outputs(wasm));
    expect(outputs(await run(["--max-parallel", "1"], { ZENC_TFJS_BACKEND: "cpu" }))).toEqual(outputs(plain));
  });
  test.runIf(process.env.ZENC_TFJS_NODE)("and so does tfjs-node", async () => {
    await useModules(process.env.ZENC_TFJS_NODE ?? "");
    const native = await run([]);
    expect(backends(native)).toEqual([
      JSON.stringify({ gpu: false, name: "tensorflow", package: "@tensorflow/tfjs-node 4.22.0" }),
    ]);
    expectAlike(losses(native), losses(plain));
    expect(outputs(await run(["--max-parallel", "1"]))).toEqual(outputs(native));
  });
});
