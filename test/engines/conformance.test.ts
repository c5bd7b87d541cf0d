// The same everywhere: each shape, simply called, run by the local engine and run by a real Airflow, comes to the same artifacts,
// states, result and status. `UPDATE=1` writes the expected.json files anew: read the difference.
import { existsSync } from "node:fs";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { CompiledPipeline } from "../../compiler/compilation.js";
import type { StepName } from "../../runtime/contract/index.js";
import { airflowIds } from "../../targets/airflow/ids.js";
import { type AirflowRun, type Driver, startDriver } from "./airflow/driver.js";
import { installAirflow } from "./airflow/install.js";
import { digestsOf, type Observed, statesOf } from "./observed.js";
import type { PlainOutcome } from "./plain/run.js";
import { readJson, readShapes, root, runAirflow, runLocal, runPlain, type Shape, workplace } from "./shape.js";

interface Expected {
  readonly status: string;
  /** Extended JSON text. */
  readonly result: string | null;
  readonly states: Readonly<Record<string, string>>;
}

const example = async (name: string, cases: Shape["cases"], tfjs: boolean): Promise<Shape> => {
  const folder = join(root, "examples", name);
  const files = (await readdir(folder)).filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"));
  return {
    name: `examples/${name}`,
    file: join(folder, "pipeline.ts"),
    modules: files.map((file) => join(folder, file)),
    cases,
    options: {},
    tfjs,
  };
};
const shapes: readonly Shape[] = [
  ...(await readShapes()),
  await example("hello", { default: {}, named: { name: "Ada" } }, false),
  await example(
    "penguins",
    {
      published: { learningRates: [0.01, 0.03], epochs: 3, threshold: 0 },
      kept: { learningRates: [0.01], epochs: 1, threshold: 1 },
    },
    true,
  ),
];

let driver: Driver;
beforeAll(async () => {
  driver = await startDriver(await installAirflow());
});
afterAll(() => driver?.close());

describe.each(shapes.map((shape) => [shape.name, shape] as const))("%s", (_, shape) => {
  test.each(Object.entries(shape.cases))("%s", async (name, params) => {
    const [{ compiled, airflow, observed }, local] = await Promise.all([
      runAirflow(shape, params, driver),
      runLocal(shape, params),
    ]);
    const plain = await runPlain(shape, compiled, params);

    expect(observed).toEqual(local);
    expectLikePlain(observed, plain);
    expect(airflow.state).toBe(observed.status === "succeeded" ? "success" : "failed");
    if (!isChunked(shape)) expectSameStates(airflow, observed, compiled);
    const seen: Expected = { status: observed.status, result: observed.result, states: statesOf(observed) };
    expect(seen).toEqual(await expectedOf(shape, name, seen));
  });
});

test.each(["diamond", "early-return", "body", "chunked", "effects", "values"])(
  "a second run of %s reuses what has no effect",
  async (name) => {
    const shape = shapes.find((one) => one.name === name) as Shape;
    const params = Object.values(shape.cases)[0] ?? {};
    const place = await workplace();
    const first = await runAirflow(shape, params, driver, place);
    const second = await runAirflow(shape, params, driver, place);
    const kept = (step: string | null) => {
      const plan = step === null ? undefined : first.compiled.plan.steps[step as StepName];
      return plan !== undefined && !plan.effect && plan.cache.enabled;
    };
    const wanted = Object.entries(first.observed.instances).map(([instance, { step, state }]) => [
      instance,
      state === "succeeded" && kept(step) ? "reused" : state,
    ]);
    expect(Object.entries(second.observed.instances).map(([instance, { state }]) => [instance, state])).toEqual(wanted);
    expect(wanted.filter(([, state]) => state === "reused").length).toBeGreaterThan(0);
    const outputs = ({ observed }: typeof first) =>
      Object.entries(observed.instances).map(([instance, one]) => [instance, kept(one.step) && one.outputs]);
    expect(outputs(second)).toEqual(outputs(first));
    expect(second.airflow.state).toBe("success");
  },
);

test("no shape is forgotten", () => {
  expect(shapes.length).toBeGreaterThanOrEqual(14);
});

const isChunked = (shape: Shape) => "maxInstances" in shape.options;
/** The plain call stops at the first failure, an engine goes on with what does not need it: then it has more. */
function expectLikePlain(observed: Observed, plain: PlainOutcome): void {
  expect(plain.status).toBe(observed.status);
  expect(observed.result).toBe(plain.result);
  const made: Record<string, string[]> = {};
  for (const { step, outputs } of Object.values(observed.instances)) {
    if (step !== null && outputs !== null) made[step] = [...(made[step] ?? []), outputs.join(" ")];
  }
  const called = Object.fromEntries(
    Object.entries(plain.outputs).map(([step, artifacts]) => [step, artifacts.map((artifact) => digestsOf(artifact).join(" "))]),
  );
  if (plain.status === "failed") {
    for (const [step, outputs] of Object.entries(called)) expect(made[step]).toEqual(expect.arrayContaining(outputs));
    return;
  }
  const sorted = (all: Record<string, string[]>) =>
    Object.fromEntries(Object.entries(all).map(([step, outputs]) => [step, [...outputs].sort()]));
  expect(sorted(made)).toEqual(sorted(called));
}

/** What a reader of Airflow's pages sees is what the records say. */
function expectSameStates(airflow: AirflowRun, observed: Observed, compiled: CompiledPipeline): void {
  const names: Readonly<Record<string, string>> = {
    success: "done",
    skipped: "skipped",
    failed: "failed",
    upstream_failed: "not-run",
  };
  const ids = airflowIds(compiled.plan.wiring);
  const shown = Object.fromEntries(
    airflow.tasks.map(({ task_id, map_index, state }) => [`${task_id}@${map_index}`, names[state ?? ""] ?? state]),
  );
  for (const task of compiled.plan.wiring.tasks) {
    if (task.node === undefined) continue;
    for (const [instance, { state }] of Object.entries(observed.instances)) {
      const [, node, index] = /^([^[]+)(?:\[(\d+)\])?$/.exec(instance) ?? [];
      if (node !== task.node) continue;
      const done = state === "succeeded" || state === "reused" ? "done" : state;
      expect([instance, shown[`${ids.fullIdOf(task.id)}@${index ?? -1}`]]).toEqual([instance, done]);
    }
  }
}

async function expectedOf(shape: Shape, name: string, seen: Expected): Promise<Expected | undefined> {
  const own = join(dirname(shape.file), "expected.json");
  const file = shape.name.startsWith("examples/") ? join(root, "test", "engines", `${shape.name}.json`) : own;
  const all = existsSync(file) ? await readJson<Record<string, Expected>>(file) : {};
  if (!process.env.UPDATE) return all[name];
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify({ ...all, [name]: seen }, null, 2)}\n`);
  return seen;
}
