// Random programs on workflows that act runs: each does what its plain call does.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { dispatchInputs } from "../../cli/deploy/github-inputs.js";
import { pushPipeline } from "../../cli/push.js";
import type { JsonObject } from "../../runtime/contract/index.js";
import { openStore } from "../../runtime/stores/index.js";
import { githubTarget } from "../../targets/github/target.js";
import { effectsIn } from "../random/engines/effects.js";
import { loadPlain } from "../random/engines/plain.js";
import { seenIn } from "../random/engines/seen.js";
import { everything, seed } from "../random/features.js";
import { drawn } from "../random/laws/batch.js";
import { callsOf, unlikePlain } from "../random/laws/like-plain.js";
import { openWorkspace, type Workspace } from "../random/laws/workspace.js";
import { printProgram } from "../random/program/print.js";
import { runWithAct } from "./github/act.js";
import { githubRequest } from "./github/engine.js";
import { type GithubTools, installGithub } from "./github/install.js";
import { limiter } from "./github/limiter.js";

const count = Number(process.env.ZENC_GITHUB_PROGRAMS ?? 60);
let workspace: Workspace;
let tools: GithubTools;
beforeAll(async () => {
  // All programs share a store: much is known, and not started where it is costly.
  workspace = openWorkspace({ costly: true });
  tools = await installGithub();
});
afterAll(() => workspace?.close());

test(`${count} random programs of seed ${seed}`, { timeout: 2_400_000 }, async () => {
  const programs = drawn(everything, seed, count);
  const sources = programs.map((program, at) => ({ name: `p${at}`, text: printProgram(program, { pipeline: `p${at}` }) }));
  const compiled = await workspace.compile(sources);
  expect(compiled.flatMap((one) => one.refused)).toEqual([]);
  const files = compiled.map((one) => one.file);
  const plain = await loadPlain(workspace.folder, files, "plain");
  const url = join(workspace.folder, "store");
  const store = await openStore(url);
  const limited = limiter(2);
  // Airflow nests no fan-outs either.
  const jobs = compiled.map(async ({ airflow, name }, at) => {
    if (!airflow) throw new Error(`${name} was not compiled.`);
    await pushPipeline(store, airflow);
    const effects = join(workspace.folder, `${name}.effects`);
    writeFileSync(effects, "");
    const [file] = githubTarget.emit(githubRequest(airflow, url, { env: { ZENC_RANDOM_EFFECTS: effects } }));
    if (!file) throw new Error("Nothing was emitted.");
    const inputs = dispatchInputs(airflow.plan.parameters, programs[at]?.values as JsonObject);
    const run = await limited(() => runWithAct(tools, { ...file, inputs }));
    return { run, effects, plan: airflow.plan };
  });
  const runs = await Promise.all(jobs);
  for (const [at, { run, effects, plan }] of runs.entries()) {
    const wanted = await plain.call(at, programs[at]?.values);
    const seen = await seenIn(store, plan.pipeline, "1", effectsIn(readFileSync(effects, "utf8").split("\n"))).catch(
      (error: Error) => {
        throw new Error(`${error.message}\n${run.log.slice(-6000)}`);
      },
    );
    const arities = new Map(wanted.calls.map((one) => [one.step, one.arguments.length]));
    const arity = (step: string) => arities.get(step) ?? Number.POSITIVE_INFINITY;
    const unlike = unlikePlain({ plain: wanted, calls: await callsOf(wanted, plan), seen, arity, inOrder: true });
    const about = `${JSON.stringify(programs[at]?.values)}\n${sources[at]?.text}`;
    expect(unlike && `${unlike}\n${about}`).toBeNull();
    expect(run.status, about).toBe(wanted.status === "succeeded" ? "succeeded" : "failed");
  }
});
