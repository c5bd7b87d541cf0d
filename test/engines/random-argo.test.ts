// Random programs on real Argo, side by side on one cluster: each does what its plain call does.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { pushPipeline } from "../../cli/push.js";
import type { JsonObject } from "../../runtime/contract/index.js";
import { openStore } from "../../runtime/stores/index.js";
import { effectsIn } from "../random/engines/effects.js";
import { loadPlain } from "../random/engines/plain.js";
import { seenIn } from "../random/engines/seen.js";
import { everything, seed } from "../random/features.js";
import { drawn } from "../random/laws/batch.js";
import { callsOf, unlikePlain } from "../random/laws/like-plain.js";
import { openWorkspace, type Workspace } from "../random/laws/workspace.js";
import { printProgram } from "../random/program/print.js";
import { type Argo, openArgo } from "./argo/run.js";

const count = Number(process.env.ZENC_ARGO_PROGRAMS ?? 60);
let workspace: Workspace;
let argo: Argo;
beforeAll(async () => {
  workspace = openWorkspace();
  argo = await openArgo();
  argo.share(workspace.folder);
});
afterAll(async () => {
  await argo?.close();
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
  // The local engine nests fan-outs, too.
  const jobs = compiled.map(async ({ local, name }, at) => {
    if (!local) throw new Error(`${name} was not compiled.`);
    await pushPipeline(store, local);
    const effects = join(workspace.folder, `${name}.effects`);
    writeFileSync(effects, "");
    const parameters = programs[at]?.values as JsonObject;
    const environment = { ZENC_RANDOM_EFFECTS: effects };
    const run = await argo.run({ compiled: local, parameters, store: url, environment });
    return { ...run, effects, plan: local.plan };
  });
  const runs = await Promise.all(jobs);
  for (const [at, { workflow, run, explain, effects, plan }] of runs.entries()) {
    const wanted = await plain.call(at, programs[at]?.values);
    const seen = await seenIn(store, plan.pipeline, run, effectsIn(readFileSync(effects, "utf8").split("\n"))).catch(
      async (error: Error) => {
        throw new Error(`${error.message}\n${await explain()}`);
      },
    );
    const arities = new Map(wanted.calls.map((one) => [one.step, one.arguments.length]));
    const arity = (step: string) => arities.get(step) ?? Number.POSITIVE_INFINITY;
    const unlike = unlikePlain({ plain: wanted, calls: await callsOf(wanted, plan), seen, arity, inOrder: true });
    const about = `${JSON.stringify(programs[at]?.values)}\n${sources[at]?.text}\n${unlike === null ? "" : await explain()}`;
    expect(unlike && `${unlike}\n${about}`).toBeNull();
    expect(workflow.status?.phase, about).toBe(wanted.status === "succeeded" ? "Succeeded" : "Failed");
  }
});
