// A few random programs on the local engine as it is: worker processes, a store in a folder.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { pushPipeline } from "../../cli/push.js";
import type { JsonObject } from "../../runtime/contract/index.js";
import { openStore } from "../../runtime/stores/index.js";
import { runPlan } from "../../targets/local/engine.js";
import { createPool, type Pool } from "../../targets/local/pool.js";
import { effectsIn } from "./engines/effects.js";
import { loadPlain } from "./engines/plain.js";
import { seenIn } from "./engines/seen.js";
import { count, everything, seed } from "./features.js";
import { drawn } from "./laws/batch.js";
import { callsOf, unlikePlain } from "./laws/like-plain.js";
import { openWorkspace, type Workspace } from "./laws/workspace.js";
import { printProgram } from "./program/print.js";

let workspace: Workspace;
let pool: Pool;
let effects: string;
beforeAll(() => {
  workspace = openWorkspace({ costly: true });
  effects = join(workspace.folder, "effects");
  pool = createPool({ entry: fileURLToPath(new URL("../../dist/step/zenc-step.mjs", import.meta.url)), size: 0 });
});
afterAll(async () => {
  await pool?.stop();
  await workspace?.close();
});

test("processes do what the plain call does", { timeout: 600_000 }, async () => {
  console.log(`ZENC_SEED=${seed}`);
  const programs = drawn(everything, seed, Math.ceil(count / 50));
  const sources = programs.map((program, at) => ({ name: `p${at}`, text: printProgram(program, { pipeline: `p${at}` }) }));
  const compiled = await workspace.compile(sources);
  expect(compiled.flatMap((one) => one.refused)).toEqual([]);
  const files = compiled.map((one) => one.file);
  const plain = await loadPlain(workspace.folder, files, "plain");
  const store = await openStore(join(workspace.folder, "store"));
  for (const [at, { local, name }] of compiled.entries()) {
    if (!local) continue;
    const parameters = programs[at]?.values as JsonObject;
    const wanted = await plain.call(at, parameters);
    await pushPipeline(store, local);
    writeFileSync(effects, "");
    // Whoever starts a worker gives it this process's environment.
    process.env.ZENC_RANDOM_EFFECTS = effects;
    await runPlan({ plan: local.plan, digest: local.digest, store, run: "run", parameters, pool, maxParallel: 3 });
    delete process.env.ZENC_RANDOM_EFFECTS;
    const seen = await seenIn(store, name, "run", effectsIn(readFileSync(effects, "utf8").split("\n")));
    const arities = new Map(wanted.calls.map((one) => [one.step, one.arguments.length]));
    const arity = (step: string) => arities.get(step) ?? Number.POSITIVE_INFINITY;
    const unlike = unlikePlain({ plain: wanted, calls: await callsOf(wanted, local.plan), seen, arity, inOrder: true });
    expect(unlike && `${unlike}\n${JSON.stringify(parameters)}\n${sources[at]?.text}`).toBeNull();
  }
});
