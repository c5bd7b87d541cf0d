// Runs of the pipeline `more/held` on Argo, which a test holds at a step of its choice to do something to them there.
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { pushPipeline } from "../../../cli/push.js";
import type { CompiledPipeline } from "../../../compiler/compilation.js";
import type { JsonObject } from "../../../runtime/contract/index.js";
import { readRun } from "../../../runtime/history/index.js";
import { openStore } from "../../../runtime/stores/index.js";
import { argoTarget } from "../../../targets/argo/target.js";
import { compileShape, parametersOf } from "../../conformance/compiled.js";
import { type Observed, observe } from "../../conformance/observed.js";
import { type Place, readShape } from "../../conformance/shape.js";
import type { Pod } from "../cluster/objects.js";
import type { Argo, ArgoRun } from "./run.js";

export const heldShape = readShape(fileURLToPath(new URL("../more/held", import.meta.url)), "held");

/** Where a call waits: in its function; or in the end of its process, when its record is written. */
export type Point = "hold" | "linger";

export interface HeldRun {
  readonly run: string;
  readonly ended: Promise<ArgoRun>;
  /** Resolves when a call waits there, for the nth time in its function. */
  reached(name: string, point?: Point, times?: number): Promise<void>;
  release(name: string, point?: Point): void;
  /** The pod that a step runs in now. */
  podOf(task: string, index?: string): Promise<Pod>;
  /** The names of all calls, sorted. */
  calls(): Promise<readonly string[]>;
  observed(): Promise<Observed>;
}

export interface HeldRuns {
  begin(place: Place, parameters: JsonObject, waits: Readonly<Record<string, Point>>): Promise<HeldRun>;
}

export async function openHeldRuns(argo: Argo): Promise<HeldRuns> {
  const compiled = await compileShape(heldShape, argoTarget);
  return { begin: (place, parameters, waits) => begin(argo, compiled, place, parameters, waits) };
}

async function begin(
  argo: Argo,
  compiled: CompiledPipeline,
  { store: url, effects }: Place,
  given: JsonObject,
  waits: Readonly<Record<string, Point>>,
): Promise<HeldRun> {
  const { pipeline } = compiled.plan;
  const store = await openStore(url);
  await pushPipeline(store, compiled);
  const fileOf = (name: string, point: Point) => join(effects, `${point}-${name}`);
  for (const [name, point] of Object.entries(waits)) writeFileSync(fileOf(name, point), "");
  const { run, ended } = await argo.begin({ compiled, parameters: parametersOf(compiled, given, effects), store: url });
  /** Whether the record of a call's success is there. */
  const isDone = async (name: string): Promise<boolean> => {
    const view = await readRun(store, pipeline, run);
    return view?.nodes.find(({ node, index }) => [node, ...index].join("-") === name)?.state === "succeeded";
  };
  const early = async (name: string): Promise<never> => {
    throw new Error(`The run has ended without waiting at ${name}: ${await (await ended).explain()}`);
  };
  return {
    run,
    ended,
    reached: async (name, point = "hold", times = 1) => {
      const isThere = async () => (await linesIn(effects, "held")).filter((line) => line === name).length >= times;
      await Promise.race([until(point === "hold" ? isThere : () => isDone(name)), early(name)]);
    },
    release: (name, point = "hold") => rmSync(fileOf(name, point)),
    podOf: (task, index = "-1") =>
      until(async () => {
        const pods = await argo.cluster.client.list("Pod", { labels: `workflows.argoproj.io/workflow=${run}` });
        return pods.find((pod) => isRunning(pod) && has(pod, "ZENC_TASK", task) && has(pod, "ZENC_INDEX", index));
      }),
    calls: () => callsIn(effects),
    observed: () => observe(store, pipeline, run),
  };
}

/** And is known to be: nobody will say any more that it has begun. */
const isRunning = ({ metadata, status }: Pod): boolean => metadata.deletionTimestamp === undefined && status?.phase === "Running";
const has = ({ spec }: Pod, variable: string, value: string): boolean =>
  spec.containers.some(({ env }) => env?.some((one) => one.name === variable && one.value === value));

/** The calls that a run of the pipeline left, on whatever engine. */
export const callsIn = (effects: string): Promise<readonly string[]> => linesIn(effects, "calls");

async function linesIn(effects: string, name: string): Promise<readonly string[]> {
  const file = join(effects, name);
  return existsSync(file) ? (await readFile(file, "utf8")).trim().split("\n").sort() : [];
}

/** Asks until something is so. */
export async function until<T>(ask: () => Promise<T | undefined | false>, limitMs = 120_000): Promise<T> {
  const start = Date.now();
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() - start > limitMs) throw new Error("It did not come to be.");
    await sleep(100);
  }
}
