// Law: the gradient of a convolution's filter is the same by the wasm backend's kernel of zenc's as by tfjs's own code.
import { createRequire } from "node:module";
import { join } from "node:path";
import type * as Tfjs from "@tensorflow/tfjs";
import { beforeAll, expect, onTestFinished, test } from "vitest";
import { fillWasmKernels } from "../../runtime/accelerators/tfjs-kernels.js";
import { installTfjs } from "./tfjs/install.js";

let tf: typeof Tfjs;
beforeAll(async () => {
  const require = createRequire(join(await installTfjs(), "package.json"));
  tf = require("@tensorflow/tfjs");
  require("@tensorflow/tfjs-backend-wasm");
  await tf.setBackend("wasm");
  fillWasmKernels(tf.engine(), tf.backend_util.computeConv2DInfo as never);
});

type Padding = Parameters<typeof Tfjs.conv2d>[3];
test.each<readonly [number[], number[], number | [number, number], Padding]>([
  [[3, 9, 8, 2], [3, 3, 2, 4], 2, "same"],
  [[2, 7, 7, 1], [5, 3, 1, 2], 1, "valid"],
  [[2, 7, 6, 3], [1, 1, 3, 2], [2, 1], "same"],
  [[1, 5, 5, 2], [3, 3, 2, 2], 1, 2],
  [[1, 2, 9, 1], [2, 3, 1, 1], [1, 4], "same"],
  [
    [2, 4, 4, 1],
    [2, 2, 1, 1],
    1,
    [
      [0, 0],
      [1, 0],
      [0, 2],
      [0, 0],
    ],
  ],
  // More than one cut: a row for each of 48 · 64 · 64 places, 72 floats each.
  [[48, 64, 64, 2], [6, 6, 2, 1], 1, "same"],
])("images %j, filter %j, strides %j, padding %j", async (images, filter, strides, padding) => {
  const quiet = console.warn;
  console.warn = () => {};
  onTestFinished(() => {
    console.warn = quiet;
  });
  const gradientBy = async (backend: string): Promise<Float32Array> => {
    await tf.setBackend(backend);
    const x = tf.randomNormal(images as [number, number, number, number], 0, 1, "float32", 3) as Tfjs.Tensor4D;
    const w = tf.randomNormal(filter as [number, number, number, number], 0, 1, "float32", 4) as Tfjs.Tensor4D;
    const before = tf.memory().numTensors;
    const gradient = tf.grad((of: Tfjs.Tensor) =>
      tf
        .conv2d(x, of as Tfjs.Tensor4D, strides, padding)
        .square()
        .sum(),
    )(w);
    expect(tf.memory().numTensors).toBe(before + 1);
    return (await gradient.data()) as Float32Array;
  };
  const [plain, wasm] = [await gradientBy("cpu"), await gradientBy("wasm")];
  const largest = Math.max(...plain.map(Math.abs));
  expect(wasm.length).toBe(plain.length);
  for (const [at, value] of plain.entries()) expect(Math.abs(value - (wasm[at] ?? Number.NaN)) / largest).toBeLessThan(1e-5);
});
