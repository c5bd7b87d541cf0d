// On Airflow as it is really run: skips, retries, clearing, reuse, refused parameters.
import { writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { pushPipeline } from "../../cli/push.js";
import type { JsonObject } from "../../runtime/contract/index.js";
import { openStore } from "../../runtime/stores/index.js";
import { airflowTarget } from "../../targets/airflow/target.js";
import { compileShape, optionsFor, parametersOf } from "../conformance/compiled.js";
import { localEngine } from "../conformance/local.js";
import { type Observed, observe } from "../conformance/observed.js";
import { type Bench, openBench } from "../conformance/proof.js";
import { readShape, readShapes, root, type Shape, stepProcess } from "../conformance/shape.js";
import type { AirflowRun } from "./airflow/driver.js";
import { writeDag } from "./airflow/engine.js";
import { installAirflow } from "./airflow/install.js";
import { type Scheduler, startScheduler } from "./airflow/scheduler.js";

const basics = readShapes("basics");

let scheduler: Scheduler;
let local: Bench;
beforeAll(async () => {
  local = await openBench(basics, [localEngine]);
  scheduler = await startScheduler(await installAirflow(), { ZENC_STEP: stepProcess });
});
afterAll(() => Promise.all([scheduler?.close(), local?.close()]));

interface Deployed {
  readonly dag: string;
  readonly effects: string;
  readonly file: string;
  start(params: JsonObject): Promise<AirflowRun>;
  see(run: AirflowRun): Promise<Observed>;
}

async function deploy(shape: Shape): Promise<Deployed> {
  const { store: url, effects } = await local.place();
  const compiled = await compileShape(shape, airflowTarget);
  const store = await openStore(url);
  await pushPipeline(store, compiled);
  const file = await writeDag(compiled, url, scheduler.dags, { options: optionsFor(shape, airflowTarget) });
  const dag = compiled.plan.pipeline;
  await scheduler.ready(dag);
  return {
    dag,
    effects,
    file,
    start: async (params) => {
      const started = await scheduler.trigger(dag, parametersOf(compiled, params, effects));
      if ("error" in started) throw new Error(started.error);
      return scheduler.finished(dag, started.run);
    },
    see: (run) => observe(store, dag, run.run_id),
  };
}

test.each([
  ["body", "some"],
  ["chunked", "some"],
  ["if-else", "small"],
  ["fan-out", "none"],
  ["failing", "fails"],
  ["failing-item", "fails"],
  ["retry", "third"],
  ["timeout", "long"],
])("the shape %s, case %s, is what the local engine makes of it", async (name, caseName) => {
  const shape = basics.find((one) => one.name === `basics/${name}`) as Shape;
  const params = shape.cases[caseName] as JsonObject;
  const deployed = await deploy(shape);
  const [run, { observed }] = await Promise.all([deployed.start(params), local.run(localEngine, shape, params)]);
  expect(await deployed.see(run)).toEqual(observed);
  expect(run.state).toBe(observed.status === "succeeded" ? "success" : "failed");
});

test("a run whose failed task is cleared goes on, with a new attempt of that task alone", async () => {
  const deployed = await deploy(readShape(fileURLToPath(new URL("./more/cleared", import.meta.url)), "cleared"));
  const failed = await deployed.start({});
  expect(failed.state).toBe("failed");
  expect((await deployed.see(failed)).instances).toMatchObject({
    broken: { state: "failed", attempts: 1 },
    after: { state: "not-run" },
  });

  writeFileSync(join(deployed.effects, "mended"), "");
  await scheduler.clear(deployed.dag, failed.run_id, "failed");
  const mended = await scheduler.finished(deployed.dag, failed.run_id);
  expect(mended.state).toBe("success");
  const seen = await deployed.see(mended);
  expect(seen).toMatchObject({ status: "succeeded", result: "12" });
  expect(seen.instances).toMatchObject({
    before: { state: "succeeded", attempts: 1 },
    broken: { state: "succeeded", attempts: 2 },
    beside: { state: "succeeded", attempts: 1 },
    after: { state: "succeeded", attempts: 1 },
  });

  // All of it again: every task finds its record and returns at once.
  await scheduler.clear(deployed.dag, failed.run_id, "all");
  const again = await scheduler.finished(deployed.dag, failed.run_id);
  expect(again.state).toBe("success");
  expect(await deployed.see(again)).toEqual(seen);
  expect(await readFile(join(deployed.effects, "before"), "utf8")).toBe("x");

  // Another run of the same: all is known.
  const second = await deployed.see(await deployed.start({}));
  expect(Object.values(second.instances).map(({ state }) => state)).toEqual(["reused", "reused", "reused", "reused"]);
  expect(second.result).toBe("12");
});

test("a trainer whose result is known is skipped, and in a fan-out only the new item's is started", async () => {
  const read = (name: string) => readShapes("known").find((shape) => shape.name === `known/${name}`) as Shape;
  const statesOf = ({ tasks }: AirflowRun, id: string) =>
    tasks
      .filter(({ task_id }) => task_id === id || task_id.endsWith(`.${id}`))
      .sort((a, b) => a.map_index - b.map_index)
      .map(({ state }) => state);
  const [alone, sweep] = [await deploy(read("trainer")), await deploy(read("sweep"))];
  // One after another: SQLite takes one who writes.
  await alone.start({});
  await sweep.start({ rates: [1, 2] });
  const [again, more] = [await alone.start({}), await sweep.start({ rates: [2, 3, 1] })];
  expect([again.state, more.state]).toEqual(["success", "success"]);
  const said = ["load", "train", "refine", "report"].map((id) => statesOf(again, id));
  expect(said).toEqual([["success"], ["skipped"], ["skipped"], ["success"]]);
  const { instances } = await alone.see(again);
  expect(Object.values(instances).map(({ state }) => state)).toEqual(["reused", "reused", "reused", "reused"]);
  expect(statesOf(more, "train")).toEqual(["skipped", "success", "skipped"]);
  expect(statesOf(more, "judge")).toEqual(["success", "success", "success"]);
  expect((await sweep.see(more)).instances).toMatchObject({
    "train[0]": { state: "reused" },
    "train[1]": { state: "succeeded" },
    "train[2]": { state: "reused" },
  });
});

test("bad parameters are refused before anything runs, with the schema's words", async () => {
  const hello = await deploy(readShape(join(root, "examples", "hello"), "hello"));
  expect(await scheduler.trigger(hello.dag, { name: 5 })).toMatchObject({
    error: expect.stringMatching(/name.*is not of type 'string'/),
  });
  const run = await hello.start({ name: "Bo" });
  expect(await hello.see(run)).toMatchObject({ status: "succeeded" });
  // Read again and again since: always the same.
  expect(await scheduler.versions(hello.dag)).toBe(1);
});
