// A shape: a pipeline, the parameters it is run with, and what must come out. Here it is compiled and run everywhere.
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import { pushPipeline } from "../../cli/push.js";
import type { CompiledPipeline } from "../../compiler/compilation.js";
import { compile } from "../../compiler/index.js";
import type { Codec, Json, JsonObject, StepPlan } from "../../runtime/contract/index.js";
import { openStore } from "../../runtime/stores/index.js";
import { airflowTarget } from "../../targets/airflow/target.js";
import { runPlan } from "../../targets/local/engine.js";
import { createPool } from "../../targets/local/pool.js";
import { localTarget } from "../../targets/local/target.js";
import type { Target } from "../../targets/target.js";
import type { AirflowRun, Driver } from "./airflow/driver.js";
import { type Observed, observe } from "./observed.js";
import { preparePlain } from "./plain/call.js";
import type { PlainOutcome } from "./plain/run.js";

export const root = fileURLToPath(new URL("../..", import.meta.url));
/** The built step process. */
export const stepProcess = join(root, "dist", "step", "zenc-step.mjs");

export interface Shape {
  readonly name: string;
  /** The pipeline's file. */
  readonly file: string;
  /** All files whose steps it calls. */
  readonly modules: readonly string[];
  readonly cases: Readonly<Record<string, JsonObject>>;
  /** Of the stack's section `airflow`. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly tfjs: boolean;
}

/** The folders of shapes/. */
export async function readShapes(): Promise<readonly Shape[]> {
  const folder = fileURLToPath(new URL("./shapes", import.meta.url));
  const names = (await readdir(folder)).sort();
  return Promise.all(
    names.map(async (name): Promise<Shape> => {
      const file = join(folder, name, "pipeline.ts");
      const options = join(folder, name, "options.json");
      return {
        name,
        file,
        modules: [file],
        cases: await readJson<Shape["cases"]>(join(folder, name, "params.json")),
        options: existsSync(options) ? await readJson<Shape["options"]>(options) : {},
        tfjs: false,
      };
    }),
  );
}

export async function readJson<T>(file: string): Promise<T> {
  return JSON.parse(await readFile(file, "utf8")) as T;
}

/** Compiles a shape for a target; every diagnostic but a warning is a failure. */
export async function compileShape(
  shape: Shape,
  target: Target,
  store: string,
  more: Shape["options"] = {},
): Promise<CompiledPipeline> {
  const options = target === airflowTarget ? { ...shape.options, ...more } : {};
  const stack = { name: "test", target: target.name, store, accelerators: [], options };
  const { diagnostics, pipelines } = await compile({ cwd: root, files: [shape.file], stack, limits: target.limits(options) });
  const errors = diagnostics.filter((diagnostic) => diagnostic.severity === "error");
  if (errors.length > 0)
    throw new Error(
      errors.map(({ code, message, span }) => `${code}: ${message} (${span?.file}:${span?.start.line})`).join("\n"),
    );
  const [compiled, ...others] = pipelines;
  if (compiled === undefined || others.length > 0) throw new Error(`${shape.file} has ${pipelines.length} pipelines.`);
  return compiled;
}

/** A fresh folder, until the test has ended, with a store's place and a place for a run's effects. */
export async function workplace(): Promise<{ readonly store: string; readonly effects: string; readonly dags: string }> {
  const folder = await mkdtemp(join(tmpdir(), "zenc-engines-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));
  const [store, effects, dags] = ["store", "effects", "dags"].map((name) => join(folder, name)) as [string, string, string];
  await Promise.all([mkdir(effects), mkdir(dags)]);
  return { store, effects, dags };
}

/** The parameters of a case; a pipeline that has a parameter `folder` is given a place of its own. */
export function parametersOf(compiled: CompiledPipeline, params: JsonObject, folder: string): JsonObject {
  const properties = compiled.plan.parameters.schema.properties as JsonObject | undefined;
  return properties !== undefined && "folder" in properties ? { ...params, folder } : params;
}

export async function runPlain(shape: Shape, compiled: CompiledPipeline, params: JsonObject): Promise<PlainOutcome> {
  const steps = Object.entries(compiled.plan.steps) as readonly (readonly [string, StepPlan])[];
  const codecs = Object.fromEntries(steps.map(([name, step]): [string, Codec] => [name, step.output]));
  const program = await preparePlain(shape.modules, shape.tfjs);
  try {
    const { effects } = await workplace();
    const own = parametersOf(compiled, params, effects);
    return await program.call({ pipeline: compiled.pipeline.exportName, params: own, codecs });
  } finally {
    await program.close();
  }
}

/** With the local engine's own limits: what `zenc run` does. */
export async function runLocal(shape: Shape, params: JsonObject): Promise<Observed> {
  const { store: url, effects } = await workplace();
  const compiled = await compileShape(shape, localTarget, url);
  const store = await openStore(url);
  await pushPipeline(store, compiled);
  const pool = createPool({ entry: stepProcess, size: 1 });
  try {
    const parameters = parametersOf(compiled, params, effects);
    const { status } = await runPlan({ plan: compiled.plan, digest: compiled.digest, store, run: "local", parameters, pool });
    const observed = await observe(store, compiled.plan.pipeline, "local");
    return { ...observed, status };
  } finally {
    await pool.stop();
  }
}

export interface OnAirflow {
  readonly compiled: CompiledPipeline;
  readonly airflow: AirflowRun;
  readonly observed: Observed;
}

/** By `dag.test()`. A workplace that had a run already has its results to be reused. */
export async function runAirflow(
  shape: Shape,
  params: JsonObject,
  driver: Driver,
  place?: Awaited<ReturnType<typeof workplace>>,
): Promise<OnAirflow> {
  const { store: url, effects, dags } = place ?? (await workplace());
  const compiled = await compileShape(shape, airflowTarget, url);
  const store = await openStore(url);
  await pushPipeline(store, compiled);
  const file = await writeDag(shape, compiled, url, dags);
  const environment = { ZENC_STEP: stepProcess };
  const airflow = await driver.run({
    file,
    params: parametersOf(compiled, params, effects) as Record<string, Json>,
    environment,
  });
  if (airflow.error) throw new Error(airflow.error);
  const observed = await observe(store, compiled.plan.pipeline, airflow.run_id).catch((error: Error) => {
    throw new Error(`${error.message}\n${airflow.log}`);
  });
  return { compiled, airflow, observed };
}

/** Emits a shape's DAG file into a folder. */
export async function writeDag(shape: Shape, compiled: CompiledPipeline, store: string, folder: string): Promise<string> {
  const { plan, digest, source } = compiled;
  const stack = { name: "test", store, options: shape.options };
  const [emitted] = airflowTarget.emit({ plan, digest, source, stack });
  if (emitted === undefined) throw new Error("Nothing was emitted.");
  const file = join(folder, emitted.path);
  await writeFile(file, emitted.text);
  return file;
}
