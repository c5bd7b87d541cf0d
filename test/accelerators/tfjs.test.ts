// What tfjs computes with, of the packages that a project has: on engines of the real tfjs, with packages in the shape of its own.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs";
import { expect, onTestFinished, test } from "vitest";
import { backendOf, chooseBackend, type TfjsEngine } from "../../runtime/accelerators/index.js";

/** As tfjs's packages do it: it finds the engine on globalThis and registers a backend there. */
const registering = (name: string, fields: string): string =>
  `const engine = globalThis._tfengine;
console.warn("noise");
engine.registerBackend("${name}", () => Object.assign(Object.create(engine.findBackend("cpu")), ${fields}), 3);`;
const native = (gpu: boolean, sees: boolean): string =>
  registering("tensorflow", `{ isGPUPackage: ${gpu}, isUsingGpuDevice: ${sees} }`);
const wasm = registering("wasm", "{}");
/** What the wasm package depends on. */
const core = "exports.backend_util = { computeConv2DInfo() {} };";
const broken = `throw new Error("libtensorflow.so.2: cannot open shared object file\\nat some place");`;

/** The working directory is a project that has these packages, and globalThis has an engine that nothing was done with. */
function engineIn(packages: Readonly<Record<string, string>>): TfjsEngine {
  const [folder, before, made] = [mkdtempSync(join(tmpdir(), "zenc-tfjs-")), process.cwd(), tf.engine()];
  const globals = globalThis as { _tfengine?: unknown };
  process.chdir(folder);
  onTestFinished(() => {
    process.chdir(before);
    globals._tfengine = made;
    rmSync(folder, { recursive: true, force: true });
  });
  for (const [name, text] of Object.entries(packages)) {
    const place = join(folder, "node_modules/@tensorflow", name);
    mkdirSync(place, { recursive: true });
    writeFileSync(
      join(place, "package.json"),
      JSON.stringify({ name: `@tensorflow/${name}`, version: "4.22.0", main: "index.js" }),
    );
    writeFileSync(join(place, "index.js"), text);
  }
  const engine = new (made.constructor as new (env: unknown) => typeof made)(tf.env());
  engine.registerBackend("cpu", tf.findBackendFactory("cpu"), 1);
  globals._tfengine = engine;
  return engine as unknown as TfjsEngine;
}
const node = { name: "tensorflow", package: "@tensorflow/tfjs-node 4.22.0", gpu: false };

test.each([
  ["tfjs's own where there is none", {}, { name: "cpu", gpu: false }],
  [
    "wasm",
    { "tfjs-backend-wasm": wasm, "tfjs-core": core },
    { name: "wasm", package: "@tensorflow/tfjs-backend-wasm 4.22.0", gpu: false },
  ],
  ["native code before wasm", { "tfjs-backend-wasm": wasm, "tfjs-node": native(false, false) }, node],
  [
    "a GPU before all",
    { "tfjs-node": native(false, false), "tfjs-node-gpu": native(true, true) },
    { name: "tensorflow", package: "@tensorflow/tfjs-node-gpu 4.22.0", gpu: true },
  ],
  [
    "the GPU's package also where that sees none",
    { "tfjs-node-gpu": native(true, false) },
    { name: "tensorflow", package: "@tensorflow/tfjs-node-gpu 4.22.0", gpu: false },
  ],
  [
    "the next where one cannot be loaded, and says why",
    { "tfjs-node-gpu": broken, "tfjs-node": native(false, false) },
    { ...node, passedOver: ["@tensorflow/tfjs-node-gpu: libtensorflow.so.2: cannot open shared object file"] },
  ],
  [
    "the next where a backend cannot be set up",
    { "tfjs-backend-wasm": `globalThis._tfengine.registerBackend("wasm", async () => { throw new Error("no wasm"); }, 2);` },
    { name: "cpu", gpu: false, passedOver: ["@tensorflow/tfjs-backend-wasm: its backend cannot be set up"] },
  ],
])("takes %s", async (_, packages, backend) => {
  const engine = engineIn(packages);
  expect(await chooseBackend(engine, undefined)).toEqual({ backend, isChosen: false });
  expect(engine.backendName).toBe(backend.name);
});

test("the next step of a process gets the same again, whatever a step has left", async () => {
  const engine = engineIn({ "tfjs-node": native(false, false) });
  await chooseBackend(engine, undefined);
  await engine.setBackend("cpu");
  expect(backendOf(engine)).toEqual({ name: "cpu", gpu: false });
  expect(await chooseBackend(engine, undefined)).toEqual({ backend: node, isChosen: false });
  expect(engine.backendName).toBe("tensorflow");
});

test("another copy of tfjs in the same process gets an instance of the package of its own", async () => {
  const first = engineIn({ "tfjs-node": native(false, false) });
  await chooseBackend(first, undefined);
  const made = tf.engine();
  const second = new (made.constructor as new (env: unknown) => typeof made)(tf.env());
  second.registerBackend("cpu", tf.findBackendFactory("cpu"), 1);
  (globalThis as { _tfengine?: unknown })._tfengine = second;
  expect((await chooseBackend(second as unknown as TfjsEngine, undefined)).backend).toEqual(node);
  expect(second.findBackend("tensorflow")).not.toBe(first.findBackend("tensorflow"));
});

test("what the author's module has set stays", async () => {
  const engine = engineIn({ "tfjs-node": native(false, false) });
  await engine.setBackend("cpu");
  for (let step = 0; step < 2; step++)
    expect(await chooseBackend(engine, undefined)).toEqual({ backend: { name: "cpu", gpu: false }, isChosen: true });
});

test("what is pinned is taken, or nothing", async () => {
  const engine = engineIn({ "tfjs-node": native(false, false), "tfjs-node-gpu": broken });
  expect(await chooseBackend(engine, "cpu")).toEqual({ backend: { name: "cpu", gpu: false }, isChosen: true });
  expect(await chooseBackend(engine, "tfjs-node")).toEqual({ backend: node, isChosen: true });
  await expect(chooseBackend(engine, "wasm")).rejects.toThrow("asks for @tensorflow/tfjs-backend-wasm, which is not installed");
  await expect(chooseBackend(engine, "tfjs-node-gpu")).rejects.toThrow("which cannot be loaded: libtensorflow.so.2");
  const other = engineIn({ "tfjs-node": native(false, false), "tfjs-node-gpu": native(true, false) });
  for (const name of ["tfjs-node", "tfjs-node-gpu", "tfjs-node"])
    expect((await chooseBackend(other, name)).backend).toEqual({ ...node, package: `@tensorflow/${name} 4.22.0` });
  await expect(chooseBackend(engine, "cuda")).rejects.toThrow('it may be "tfjs-node-gpu", "tfjs-node", "wasm" or "cpu"');
});

test("loading a package writes nothing", async () => {
  const { warn } = console;
  const written: unknown[] = [];
  console.warn = (...words) => void written.push(words);
  onTestFinished(() => {
    console.warn = warn;
  });
  await chooseBackend(engineIn({ "tfjs-node": native(false, false) }), undefined);
  expect(written).toEqual([]);
});
