// Random programs on every real engine of the table: each does what its plain call does. `-t github` runs those of one engine.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { pushPipeline } from "../../cli/push.js";
import type { JsonObject } from "../../runtime/contract/index.js";
import { openStore } from "../../runtime/stores/index.js";
import { type EndedRun, type Engine, explained, type OpenEngine } from "../conformance/engine.js";
import { engines } from "../conformance/engines.js";
import { effectsIn } from "../random/engines/effects.js";
import { loadPlain, type Plain } from "../random/engines/plain.js";
import { seenIn } from "../random/engines/seen.js";
import { everything, seed } from "../random/features.js";
import { drawn } from "../random/laws/batch.js";
import { callsOf, unlikePlain } from "../random/laws/like-plain.js";
import { type CompiledProgram, openWorkspace, type Workspace } from "../random/laws/workspace.js";
import { printProgram } from "../random/program/print.js";

const real = engines.filter((engine) => !engine.inTheBox).map((engine) => [engine.name, engine] as const);

describe.each(real)("%s", (name, engine) => {
  const count = Number(process.env[`ZENC_${name.toUpperCase()}_PROGRAMS`] ?? 60);
  let workspace: Workspace;
  let open: OpenEngine;
  beforeAll(async () => {
    // All programs share a store: much is known, and not started where it is costly.
    workspace = openWorkspace({ costly: true });
    open = await engine.open();
  });
  afterAll(async () => {
    await open?.close();
    await workspace?.close();
  });

  test(`${count} random programs of seed ${seed}`, { timeout: 2_400_000 }, async () => {
    const programs = drawn(everything, seed, count);
    const sources = programs.map((program, at) => ({ name: `p${at}`, text: printProgram(program, { pipeline: `p${at}` }) }));
    const compiled = await workspace.compile(sources);
    expect(compiled.flatMap((one) => one.refused)).toEqual([]);
    const files = compiled.map((one) => one.file);
    const plain = await loadPlain(workspace.folder, files, "plain");
    const parametersOf = (at: number) => programs[at]?.values as JsonObject;
    const runs = await Promise.all(compiled.map((program, at) => begin(workspace, open, engine, program, parametersOf(at))));
    for (const [at, run] of runs.entries()) {
      const wanted = await plain.call(at, parametersOf(at));
      const about = `${JSON.stringify(parametersOf(at))}\n${sources[at]?.text}`;
      const unlike = await unlikeIn(run, wanted);
      expect(unlike && `${unlike}\n${about}\n${await run.ended.explain()}`).toBeNull();
      expect(run.ended.status, about).toBe(wanted.status === "succeeded" ? "succeeded" : "failed");
    }
  });
});

type Run = Awaited<ReturnType<typeof begin>>;

/** Runs a program in the store that all share. */
async function begin(workspace: Workspace, open: OpenEngine, engine: Engine, program: CompiledProgram, parameters: JsonObject) {
  const compiled = compiledFor(program, engine);
  const emitted = join(workspace.folder, "emitted", program.name);
  mkdirSync(emitted, { recursive: true });
  const effects = join(emitted, "effects");
  writeFileSync(effects, "");
  const place = { store: join(workspace.folder, "store"), effects: emitted, emitted };
  await pushPipeline(await openStore(place.store), compiled);
  const environment = { ZENC_RANDOM_EFFECTS: effects };
  const ended = await open.run({ compiled, parameters, place, options: {}, environment });
  return { ended, compiled, place, effects };
}

/** The programs are compiled for two engines, of which one nests fan-outs. */
function compiledFor({ name, local, airflow }: CompiledProgram, { target }: Engine) {
  const compiled = target.limits({}).fanOutDepth > 1 ? local : airflow;
  if (compiled === undefined) throw new Error(`${name} was not compiled.`);
  return compiled;
}

/** What a run has other than the plain call; null: nothing. */
async function unlikeIn({ ended, compiled: { plan }, place, effects }: Run, plain: Plain): Promise<string | null> {
  const lines = effectsIn(readFileSync(effects, "utf8").split("\n"));
  const seen = await explained<Awaited<ReturnType<typeof seenIn>>>(ended as EndedRun, async () =>
    seenIn(await openStore(place.store), plan.pipeline, ended.run, lines),
  );
  const arities = new Map(plain.calls.map((one) => [one.step, one.arguments.length]));
  const arity = (step: string) => arities.get(step) ?? Number.POSITIVE_INFINITY;
  return unlikePlain({ plain, calls: await callsOf(plain, plan), seen, arity, inOrder: true });
}
