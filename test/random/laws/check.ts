// All laws over one program that is compiled: each engine against the plain call, and engines against one another.

import { pushPipeline } from "../../../cli/push.js";
import { type JsonObject, knownAtoms, type Plan } from "../../../runtime/contract/index.js";
import { runOnAirflow } from "../engines/airflow.js";
import { type InProcess, runInProcess } from "../engines/in-process.js";
import { memoryStore } from "../engines/memory-store.js";
import type { Plain } from "../engines/plain.js";
import type { Seen } from "../engines/seen.js";
import { callsOf, unlikePlain, unlikeStates } from "./like-plain.js";
import { randomFrom } from "./random.js";
import type { CompiledProgram } from "./workspace.js";

export interface Violation {
  readonly law: string;
  readonly what: string;
}

export interface Checked {
  readonly program: CompiledProgram;
  readonly plain: Plain;
  readonly parameters: JsonObject;
  /** Of the order of tasks, and of crashes. */
  readonly seed: number;
  /** Whether Airflow's document is followed too. */
  readonly onAirflow: boolean;
}

/** The first law that does not hold, or null. What throws is a violation too. */
export async function violationOf(checked: Checked): Promise<Violation | null> {
  const { local, airflow, name } = checked.program;
  if (!local || !airflow) return { law: "compiles", what: checked.program.refused.join("\n") };
  const calls = await callsOf(checked.plain, local.plan);
  const random = randomFrom(checked.seed);
  const run = (compiled: typeof local, store: InProcess["store"], id: string, crashes: readonly number[] = []): InProcess => ({
    ...{ compiled, store, run: id, parameters: checked.parameters, random, crashes },
  });
  // What the plain call has cut off, `xs.map(step)` gives more than a step takes, is cut off here too.
  const arities = new Map(checked.plain.calls.map((one) => [one.step, one.arguments.length]));
  const arity = (step: string) => arities.get(step) ?? Number.POSITIVE_INFINITY;
  const like = (seen: Seen, inOrder = true) => unlikePlain({ plain: checked.plain, calls, seen, arity, inOrder });
  const laws: { readonly law: string; readonly holds: () => Promise<string | null> }[] = [];
  const store = memoryStore(`local-${name}`);
  let first: Seen | undefined;
  laws.push({
    law: "the local engine does what the plain call does",
    holds: async () => {
      await pushPipeline(store, local);
      first = await runInProcess(run(local, store, "first"));
      return like(first);
    },
  });
  laws.push({
    law: "a second run reuses all that has no effect, and starts nothing costly for it",
    holds: async () => {
      const started: string[] = [];
      const second = await runInProcess({ ...run(local, store, "second"), onStart: (name) => started.push(name) });
      return reusesAll(second, first as Seen, local.plan) ?? startedForNothing(second, started, local.plan);
    },
  });
  laws.push({
    law: "a run that is killed and goes on does what the plain call does",
    holds: async () => {
      const fresh = memoryStore(`killed-${name}`);
      await pushPipeline(fresh, local);
      const writes = 3 * Object.keys((first as Seen).instances).length + 2;
      const request = run(local, fresh, "killed", [1 + Math.floor(random() * writes)]);
      // What is ready and written last runs first: an order that only waits keep is seen to be kept.
      const seen = await runInProcess({ ...request, random: () => 0.999 });
      return like(seen, false) ?? unlikeStates(first as Seen, seen);
    },
  });
  if (checked.onAirflow)
    laws.push({
      law: "Airflow, following its document, does what the plain call does",
      holds: async () => {
        const fresh = memoryStore(`airflow-${name}`);
        await pushPipeline(fresh, airflow);
        const seen = await runOnAirflow(run(airflow, fresh, "airflow"));
        const status = seen.airflow === "success" ? "succeeded" : "failed";
        if (status !== checked.plain.status) return `Airflow says ${status}, the plain call ${checked.plain.status}`;
        const differs = like(seen) ?? unlikeStates(first as Seen, seen);
        if (differs !== null || knownAtoms(airflow.plan.wiring).size === 0) return differs;
        const started: string[] = [];
        const again = await runOnAirflow({ ...run(airflow, fresh, "again"), onStart: (name) => started.push(name) });
        return reusesAll(again, seen, airflow.plan) ?? startedForNothing(again, started, airflow.plan);
      },
    });
  for (const { law, holds } of laws) {
    const what = await holds().catch((error: unknown) => `it threw: ${error instanceof Error ? error.stack : error}`);
    if (what !== null) return { law, what };
  }
  return null;
}

/** Tasks of costly calls that were started though all is known. */
function startedForNothing(seen: Seen, started: readonly string[], { wiring }: Plan): string | null {
  const costly = new Set<string>(knownAtoms(wiring).keys());
  const wrong = started.find((name) => costly.has(name.replace(/\[.*/, "")) && seen.instances[name]?.state === "reused");
  return wrong === undefined ? null : `${wrong} was started, though its result is known`;
}

function reusesAll(second: Seen, first: Seen, plan: Plan): string | null {
  for (const [name, { step, state }] of Object.entries(second.instances)) {
    const { effect, cache } = plan.steps[step as never] as { effect: boolean; cache: { enabled: boolean } };
    const before = first.instances[name]?.state;
    const wanted = (before === "succeeded" || before === "reused") && !effect && cache.enabled ? "reused" : before;
    if (state !== wanted) return `${name}: ${before} at first, then ${state}`;
  }
  return second.result === first.result ? null : "another result";
}
