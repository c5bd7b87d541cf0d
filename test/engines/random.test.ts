// Random programs on real Airflow, many in one process: each does what its plain call does.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { pushPipeline } from "../../cli/push.js";
import type { JsonObject } from "../../runtime/contract/index.js";
import { openStore } from "../../runtime/stores/index.js";
import { airflowTarget } from "../../targets/airflow/target.js";
import { stepProcess } from "../conformance/shape.js";
import { effectsIn } from "../random/engines/effects.js";
import { loadPlain } from "../random/engines/plain.js";
import { seenIn } from "../random/engines/seen.js";
import { everything, seed } from "../random/features.js";
import { drawn } from "../random/laws/batch.js";
import { callsOf, unlikePlain } from "../random/laws/like-plain.js";
import { openWorkspace, type Workspace } from "../random/laws/workspace.js";
import { printProgram } from "../random/program/print.js";
import { type Driver, startDriver } from "./airflow/driver.js";
import { installAirflow } from "./airflow/install.js";

const count = Number(process.env.ZENC_AIRFLOW_PROGRAMS ?? 60);
let workspace: Workspace;
let driver: Driver;
beforeAll(async () => {
  // All programs share a store: much is known, and not started where it is costly.
  workspace = openWorkspace({ costly: true });
  driver = await startDriver(await installAirflow());
});
afterAll(async () => {
  await driver?.close();
  await workspace?.close();
});

test(`${count} random programs of seed ${seed}`, { timeout: 2_400_000 }, async () => {
  const programs = drawn(everything, seed, count);
  const sources = programs.map((program, at) => ({ name: `p${at}`, text: printProgram(program, { pipeline: `p${at}` }) }));
  const compiled = await workspace.compile(sources);
  expect(compiled.flatMap((one) => one.refused)).toEqual([]);
  const files = compiled.map((one) => one.file);
  const plain = await loadPlain(workspace.folder, files, "plain");
  const url = join(workspace.folder, "store");
  const store = await openStore(url);
  const jobs = compiled.map(async ({ airflow, name }, at) => {
    if (!airflow) throw new Error(`${name} was not compiled.`);
    await pushPipeline(store, airflow);
    const { plan, digest, source } = airflow;
    const [emitted] = airflowTarget.emit({ plan, digest, source, stack: { name: "test", store: url, options: {} } });
    const folder = join(workspace.folder, "dags", name);
    mkdirSync(folder, { recursive: true });
    const file = join(folder, `${name}.py`);
    const effects = join(folder, "effects");
    writeFileSync(file, emitted?.text ?? "");
    writeFileSync(effects, "");
    const params = programs[at]?.values as JsonObject;
    const run = await driver.run({ file, params, environment: { ZENC_STEP: stepProcess, ZENC_RANDOM_EFFECTS: effects } });
    return { run, effects, plan };
  });
  const runs = await Promise.all(jobs);
  for (const [at, { run, effects, plan }] of runs.entries()) {
    const wanted = await plain.call(at, programs[at]?.values);
    expect(run.error).toBeUndefined();
    const seen = await seenIn(store, plan.pipeline, run.run_id, effectsIn(readFileSync(effects, "utf8").split("\n")));
    const arities = new Map(wanted.calls.map((one) => [one.step, one.arguments.length]));
    const arity = (step: string) => arities.get(step) ?? Number.POSITIVE_INFINITY;
    const unlike = unlikePlain({ plain: wanted, calls: await callsOf(wanted, plan), seen, arity, inOrder: true });
    expect(unlike && `${unlike}\n${JSON.stringify(programs[at]?.values)}\n${sources[at]?.text}`).toBeNull();
    expect(run.state).toBe(wanted.status === "succeeded" ? "success" : "failed");
  }
});
