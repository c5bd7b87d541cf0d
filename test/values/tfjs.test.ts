// tfjs values through the store, with the real library: predictions and training go on as before, equal models have equal digests.
import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ArtifactObject, Codec, Materializer } from "../../runtime/contract/codec.js";
import { keys } from "../../runtime/contract/store.js";
import { openStore } from "../../runtime/stores/index.js";
import { exportArtifact, handleOf, loadValue, materialize, type ValueContext, writeValue } from "../../runtime/values/index.js";
import { closeUpNames } from "../../runtime/values/materializers/layer-names.js";

let root: string;
let context: ValueContext;
beforeAll(async () => {
  tf.enableProdMode();
  await tf.setBackend("cpu");
  root = await mkdtemp(join(tmpdir(), "zenc-tfjs-"));
  await mkdir(join(root, "scratch"));
  context = { store: await openStore(join(root, "store")), scratch: join(root, "scratch"), libraries: { tfjs: tf } };
});
afterAll(() => rm(root, { recursive: true, force: true }));

const leaf = (materializer: Materializer): Codec => ({ kind: "leaf", materializer });
const store = async (value: unknown, materializer: Materializer) =>
  (await writeValue(value, leaf(materializer), context)) as ArtifactObject;
const load = async <T>(artifact: ArtifactObject) => (await materialize(await loadValue(artifact, context.store), context)) as T;

const data = {
  xs: tf.tensor2d([
    [0, 1],
    [1, 0],
    [1, 1],
    [0, 0],
  ]),
  ys: tf.tensor2d([[1], [1], [0], [0]]),
};
const initial = () => tf.initializers.glorotUniform({ seed: 7 });
function dense(): tf.Sequential {
  const model = tf.sequential();
  model.add(tf.layers.dense({ units: 4, inputShape: [2], activation: "tanh", kernelInitializer: initial() }));
  model.add(tf.layers.dense({ units: 1, kernelInitializer: initial() }));
  model.compile({ optimizer: tf.train.adam(0.05), loss: "meanSquaredError", metrics: ["mae"] });
  return model;
}
const train = (model: tf.LayersModel) => model.fit(data.xs, data.ys, { epochs: 3, shuffle: false, verbose: 0 });
const predict = (model: tf.LayersModel) => Array.from((model.predict(data.xs) as tf.Tensor).dataSync());

describe("LayersModel", () => {
  test("predicts the same, and trains on as if it had never been away", async () => {
    const model = dense();
    await train(model);
    const copy = await load<tf.LayersModel>(await store(model, "layers-model"));
    expect(predict(copy)).toEqual(predict(model));
    await train(model);
    await train(copy);
    expect(predict(copy)).toEqual(predict(model));
  });

  test("the same model made twice, or stored, loaded and stored again, has the same digest", async () => {
    const first = await store(dense(), "layers-model");
    const second = await store(dense(), "layers-model");
    expect(second).toEqual(first);
    expect(await store(await load(first), "layers-model")).toEqual(first);
    const other = dense();
    await train(other);
    expect((await store(other, "layers-model")).digest).not.toBe(first.digest);
  });

  test("the same training twice gives the same digest, whatever the process has trained before", async () => {
    const trained = async () => {
      const model = dense();
      await train(model);
      return model;
    };
    const first = await store(await trained(), "layers-model");
    expect(await store(await trained(), "layers-model")).toEqual(first);
    const [one, two] = await Promise.all([trained(), trained()]);
    expect([await store(one, "layers-model"), await store(two, "layers-model")]).toEqual([first, first]);
    expect(await store(await load(first), "layers-model")).toEqual(first);
  });

  test("functional, nested and wrapped layers keep their wiring", async () => {
    const make = () => {
      const [a, b] = [tf.input({ shape: [3, 2], name: "left" }), tf.input({ shape: [3, 2] })];
      const inner = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [3, 2], kernelInitializer: "ones" })] });
      const merged = tf.layers.concatenate().apply([inner.apply(a) as tf.SymbolicTensor, inner.apply(b) as tf.SymbolicTensor]);
      const lstm = tf.layers.lstm({ units: 2, kernelInitializer: initial(), recurrentInitializer: initial() }) as tf.RNN;
      const both = tf.layers.bidirectional({ layer: lstm, mergeMode: "concat" }).apply(merged as tf.SymbolicTensor);
      const outputs = tf.layers.dense({ units: 1, name: "score", kernelInitializer: initial() }).apply(both) as tf.SymbolicTensor;
      return tf.model({ inputs: [a, b], outputs });
    };
    const inputs = [tf.ones([1, 3, 2]), tf.ones([1, 3, 2]).mul(0.5)];
    const model = make();
    const artifact = await store(model, "layers-model");
    const copy = await load<tf.LayersModel>(artifact);
    const outputOf = (one: tf.LayersModel) => Array.from((one.predict(inputs) as tf.Tensor).dataSync());
    expect(outputOf(copy)).toEqual(outputOf(model));
    expect(copy.inputNames[0]).toBe("left");
    expect(copy.getLayer("score").getWeights()).toHaveLength(2);
    expect(await store(make(), "layers-model")).toEqual(artifact);
  });

  test("two loaded copies live side by side", async () => {
    const artifact = await store(dense(), "layers-model");
    const [one, two] = [await load<tf.LayersModel>(artifact), await load<tf.LayersModel>(artifact)];
    await train(one);
    expect(predict(two)).not.toEqual(predict(one));
  });

  test("a loss of the author's own cannot be stored; the model is", async () => {
    const model = dense();
    model.compile({ optimizer: "sgd", loss: (a, b) => tf.losses.meanSquaredError(a, b) as tf.Tensor });
    const copy = await load<tf.LayersModel>(await store(model, "layers-model"));
    expect(predict(copy)).toEqual(predict(model));
    expect(copy.optimizer).toBeUndefined();
  });

  test("is stored as the files that every tfjs reads", async () => {
    const target = join(root, "exported-model");
    await exportArtifact(await store(dense(), "layers-model"), context.store, target);
    const json = JSON.parse(await readFile(join(target, "model.json"), "utf8"));
    expect(json).toMatchObject({ format: "layers-model", weightsManifest: [{ paths: ["weights.bin"] }] });
    const weights = await readFile(join(target, "weights.bin"));
    const { modelTopology, weightsManifest } = json;
    const weightData = Uint8Array.from(weights).buffer;
    const read = await tf.loadLayersModel(
      tf.io.fromMemory({ modelTopology, weightSpecs: weightsManifest[0].weights, weightData }),
    );
    expect(predict(read)).toEqual(predict(dense()));
  });
});

describe("tensors", () => {
  test.each<[string, () => tf.Tensor]>([
    [
      "float32",
      () =>
        tf.tensor([
          [1.5, -0, Number.NaN],
          [Number.POSITIVE_INFINITY, 1e-45, 3],
        ]),
    ],
    ["int32", () => tf.tensor([1, -2, 2 ** 31 - 1], [3], "int32")],
    ["bool", () => tf.tensor([true, false], [2, 1], "bool")],
    [
      "string",
      () =>
        tf.tensor(
          [
            ["", "ä💥"],
            ["a\0b", "x".repeat(70_000)],
          ],
          [2, 2],
          "string",
        ),
    ],
    ["complex64", () => tf.complex([1, 2], [3, -4])],
    ["a scalar", () => tf.scalar(3)],
    ["an empty one", () => tf.zeros([0, 5])],
    ["six dimensions", () => tf.ones([1, 2, 1, 2, 1, 2])],
    ["a variable", () => tf.variable(tf.tensor1d([1, 2]))],
  ])("%s", async (_, make) => {
    const source = make();
    const artifact = await store(source, "tensor");
    const copy = await load<tf.Tensor>(artifact);
    expect([copy.dtype, copy.shape]).toEqual([source.dtype, source.shape]);
    expect(await copy.data()).toEqual(await source.data());
    expect(await store(copy, "tensor")).toEqual(artifact);
  });

  test("is a safetensors file: length of the header, header, numbers", async () => {
    const artifact = await store(tf.tensor2d([[1, 2]]), "tensor");
    const file = Buffer.from((await context.store.get(keys.object(artifact.digest))) ?? []);
    const length = Number(file.readBigUInt64LE());
    expect(length % 8).toBe(0);
    expect(JSON.parse(file.toString("utf8", 8, 8 + length)).tensor).toEqual({
      dtype: "F32",
      shape: [1, 2],
      data_offsets: [0, 8],
    });
    expect(file.readFloatLE(8 + length + 4)).toBe(2);
    expect(file).toHaveLength(8 + length + 8);
  });

  test("records of them", async () => {
    const codec: Codec = { kind: "dictionary", values: leaf("tensor") };
    const artifact = await writeValue(data, codec, context);
    const copy = (await materialize(await loadValue(artifact, context.store), context)) as typeof data;
    expect(await copy.ys.array()).toEqual(await data.ys.array());
  });
});

describe("refusals", () => {
  test("a wrong value, and a step without tfjs", async () => {
    await expect(store("m", "layers-model")).rejects.toThrow("output: expected a tfjs LayersModel, got a string");
    await expect(store(tf.scalar(1), "layers-model")).rejects.toThrow(
      "output: expected a tfjs LayersModel, got an instance of Tensor",
    );
    await expect(store({ shape: [1] }, "tensor")).rejects.toThrow("output: expected a tfjs Tensor, got an object");
    await expect(store(dense(), "graph-model")).rejects.toThrow(
      "output: expected a tfjs GraphModel, got an instance of Sequential",
    );
    const gone = tf.scalar(1);
    gone.dispose();
    await expect(store(gone, "tensor")).rejects.toThrow("the tensor is disposed");
    const { libraries: _, ...bare } = context;
    await expect(writeValue(dense(), leaf("layers-model"), bare)).rejects.toThrow("output: needs tfjs");
    const artifact = await store(tf.scalar(1), "tensor");
    await expect(materialize([handleOf(artifact)], bare)).rejects.toThrow("arguments[0]: needs tfjs");
  });
});

test("GraphModel", async () => {
  // y = x + c, as the converter writes it.
  const node = (name: string, op: string, input: readonly string[], attr: object) => ({ name, op, input, attr });
  const float = { type: "DT_FLOAT" };
  const modelTopology = {
    node: [
      node("x", "Placeholder", [], { dtype: float, shape: { shape: { dim: [{ size: "2" }] } } }),
      node("c", "Const", [], { dtype: float, value: { tensor: { dtype: "DT_FLOAT", tensorShape: { dim: [{ size: "2" }] } } } }),
      node("y", "AddV2", ["x", "c"], { T: float }),
    ],
    versions: {},
  };
  const weightSpecs = [{ name: "c", shape: [2], dtype: "float32" as const }];
  const source = tf.io.fromMemory({
    modelTopology,
    weightSpecs,
    weightData: new Float32Array([10, 20]).buffer,
    format: "graph-model",
  });
  const model = await tf.loadGraphModel(source);
  const artifact = await store(model, "graph-model");
  const copy = await load<tf.GraphModel>(artifact);
  expect(Array.from((copy.predict(tf.tensor1d([1, 2])) as tf.Tensor).dataSync())).toEqual([11, 22]);
  expect(await store(copy, "graph-model")).toEqual(artifact);
});

test("closing up names: order stays, gaps go, an author's own names stay", () => {
  const names = ["dense_Dense7", "conv2d_Conv2D12", "dense_Dense9", "forward_lstm_LSTM3", "sequential_4", "input2", "input1"];
  expect(closeUpNames({ names, key: { dense_Dense9: "dense_Dense7/kernel/m" } })).toEqual({
    names: ["dense_Dense1", "conv2d_Conv2D1", "dense_Dense2", "forward_lstm_LSTM1", "sequential_1", "input2", "input1"],
    key: { dense_Dense2: "dense_Dense1/kernel/m" },
  });
  const own = { names: ["encoder", "dense_Encoder3", "layer_2", "Dense5", "input_7", "relu6"] };
  expect(closeUpNames(own)).toEqual(own);
});
