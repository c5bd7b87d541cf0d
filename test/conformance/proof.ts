// The proof: each shape, simply called and run by engine after engine, comes to the same artifacts, states, result and status.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { pushPipeline } from "../../cli/push.js";
import type { CompiledPipeline } from "../../compiler/compilation.js";
import { type Codec, type JsonObject, knownAtoms, type NodeId, type StepPlan } from "../../runtime/contract/index.js";
import { openStore } from "../../runtime/stores/index.js";
import { type PlainPrograms, preparePlain } from "../engines/plain/call.js";
import type { PlainOutcome } from "../engines/plain/run.js";
import { type Compiled, compiledOf, compileShapes, optionsFor, parametersOf } from "./compiled.js";
import { type Engine, type EngineRun, type OpenEngine, readEnded } from "./engine.js";
import { cameOut, expectedOf, writeExpected } from "./expected.js";
import { digestsOf, type Observed } from "./observed.js";
import { type Ground, makeGround, type Place, type Shape } from "./shape.js";

/** Everything that runs shapes: the plain call and some engines. */
export interface Bench {
  plain(shape: Shape, params: JsonObject): Promise<PlainOutcome>;
  /** A place that had a run already has its results to be reused. */
  run(engine: Engine, shape: Shape, params: JsonObject, place?: Place): Promise<EngineRun>;
  compiled(engine: Engine, shape: Shape): CompiledPipeline;
  place(): Promise<Place>;
  close(): Promise<void>;
}

/** Compiles shapes for engines and starts what runs them. The first engine also gives the codecs for the plain call. */
export async function openBench(shapes: readonly Shape[], engines: readonly Engine[]): Promise<Bench> {
  const ground = await makeGround();
  const open = new Map<Engine, OpenEngine>();
  const compiled = new Map<Engine, Compiled>();
  const sources = Object.fromEntries(shapes.map((shape) => [shape.name, { modules: shape.modules, tfjs: shape.tfjs }]));
  const preparing = preparePlain(sources);
  await Promise.all(engines.map(async (engine) => open.set(engine, await engine.open())));
  for (const engine of engines) compiled.set(engine, await compileShapes(shapes, engine.target));
  const programs = await preparing;
  const compiledFor = (engine: Engine, shape: Shape) => compiledOf(compiled.get(engine) as Compiled, shape);
  return {
    compiled: compiledFor,
    place: ground.place,
    plain: (shape, params) => plainCall(programs, shape, compiledFor(engines[0] as Engine, shape), params, ground),
    run: async (engine, shape, params, place) => {
      const own = place ?? (await ground.place());
      const one = compiledFor(engine, shape);
      await pushPipeline(await openStore(own.store), one);
      const parameters = parametersOf(one, params, own.effects);
      const job = { compiled: one, parameters, place: own, options: optionsFor(shape, engine.target) };
      return readEnded(await (open.get(engine) as OpenEngine).run(job), job);
    },
    close: async () => {
      await Promise.all([programs.close(), ...[...open.values()].map((engine) => engine.close())]);
      await ground.close();
    },
  };
}

async function plainCall(
  programs: PlainPrograms,
  shape: Shape,
  compiled: CompiledPipeline,
  params: JsonObject,
  ground: Ground,
): Promise<PlainOutcome> {
  const steps = Object.entries(compiled.plan.steps) as readonly (readonly [string, StepPlan])[];
  const codecs = Object.fromEntries(steps.map(([name, step]): [string, Codec] => [name, step.output]));
  const { effects } = await ground.place();
  const timeouts = steps.flatMap(([, { timeoutSeconds }]) => timeoutSeconds ?? []);
  return programs.call(shape.name, {
    pipeline: compiled.pipeline.exportName,
    params: parametersOf(compiled, params, effects),
    codecs,
    ...(timeouts.length > 0 ? { timeoutSeconds: Math.max(...timeouts) } : {}),
  });
}

/** Defines the tests of shapes on engines, the first of which is the one that others are compared to. */
export function proveShapes(shapes: readonly Shape[], engines: readonly Engine[]): () => Bench {
  let bench: Bench;
  beforeAll(async () => {
    bench = await openBench(shapes, engines);
  });
  afterAll(() => bench?.close());
  describe.each(shapes.map((shape) => [shape.name, shape] as const))("%s", (_, shape) => {
    test.concurrent.each(Object.entries(shape.cases))("%s", (name, params) => proveCase(bench, shape, name, params, engines));
  });
  return () => bench;
}

async function proveCase(
  bench: Bench,
  shape: Shape,
  name: string,
  params: JsonObject,
  engines: readonly Engine[],
): Promise<void> {
  const runs = await Promise.all(engines.map((engine) => runAfterOthers(bench, shape, name, engine)));
  const [first, ...others] = runs as [EngineRun, ...EngineRun[]];
  const seen = cameOut(first.observed);
  expectLikePlain(first.observed, await bench.plain(shape, params));
  // Only what the plain call agrees with may become what is expected.
  if (process.env.UPDATE) writeExpected(shape, name, seen);
  expect(seen).toEqual(expectedOf(shape)[name]);
  for (const { observed } of others) expect(observed).toEqual(first.observed);
  for (const [at, { observed, status, shown }] of runs.entries()) {
    expect(status).toBe(observed.status);
    const known = knownAtoms(bench.compiled(engines[at] as Engine, shape).plan.wiring);
    const states = Object.keys(shown).map((instance) => {
      const state = observed.instances[instance]?.state;
      const unstarted = state === "reused" && known.has(instance.replace(/\[.*/, "") as NodeId);
      return [instance, unstarted ? "skipped" : stateShown(state)];
    });
    expect(shown).toEqual(Object.fromEntries(states));
  }
}

/** In a place that has had the runs of other cases, where the shape wants so. */
async function runAfterOthers(bench: Bench, shape: Shape, name: string, engine: Engine): Promise<EngineRun> {
  const place = await bench.place();
  for (const other of shape.before[name] ?? []) await bench.run(engine, shape, shape.cases[other] ?? {}, place);
  return bench.run(engine, shape, shape.cases[name] ?? {}, place);
}

const stateShown = (state: string | undefined) => (state === "succeeded" || state === "reused" ? "done" : state);

/**
 * Where something fails, caught or not, the plain call leaves what comes after it; an engine goes on with what does not need it, and
 * then has more: which nodes, the trace says.
 */
function expectLikePlain({ status, result, error, instances }: Observed, plain: PlainOutcome): void {
  expect({ status, result, error }).toEqual({ status: plain.status, result: plain.result, error: plain.error });
  const all = Object.values(instances);
  const made = bySteps(all.map((one) => [one.step, one.outputs] as const));
  const called = bySteps(
    Object.entries(plain.outputs).flatMap(([step, artifacts]) => artifacts.map((one) => [step, digestsOf(one)] as const)),
  );
  const failed = status === "failed" || all.some(({ state }) => state === "failed" || state === "not-run");
  if (!failed) expect(made).toEqual(called);
  for (const [step, outputs] of Object.entries(called)) expect(lackingIn(made[step] ?? [], outputs), step).toEqual([]);
}

/** Those of `wanted` that are not there, each as often as it is wanted. */
function lackingIn(there: readonly string[], wanted: readonly string[]): readonly string[] {
  const left = [...there];
  return wanted.filter((one) => {
    const at = left.indexOf(one);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

/** By step, the outputs of its calls, in an order of their own. */
function bySteps(
  calls: readonly (readonly [step: string, outputs: readonly string[] | null])[],
): Readonly<Record<string, string[]>> {
  const all: Record<string, string[]> = {};
  for (const [step, outputs] of calls) if (outputs !== null) all[step] = [...(all[step] ?? []), outputs.join(" ")].sort();
  return all;
}
