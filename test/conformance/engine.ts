// What an engine is to the tests: it runs what is compiled, and tells what its own pages say.
import type { CompiledPipeline } from "../../compiler/compilation.js";
import type { JsonObject } from "../../runtime/contract/index.js";
import { openStore } from "../../runtime/stores/index.js";
import type { Target } from "../../targets/target.js";
import { type Observed, observe } from "./observed.js";
import type { Place } from "./shape.js";

export interface Engine {
  readonly name: string;
  readonly target: Target;
  /** True: it runs in `npm test`. False: it must be installed first, and runs in `npm run test:engines`. */
  readonly inTheBox: boolean;
  /** Makes it ready for many runs. */
  open(): Promise<OpenEngine>;
}

export interface OpenEngine {
  /** Resolves when the run has ended. */
  run(job: EngineJob): Promise<EndedRun>;
  close(): Promise<void>;
}

export interface EngineJob {
  readonly compiled: CompiledPipeline;
  readonly parameters: JsonObject;
  /** The store holds plan and code. */
  readonly place: Place;
  /** Of the stack's section of the engine. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Variables of all step processes of the run; of engines that start one for each run alone. */
  readonly environment?: Readonly<Record<string, string>>;
}

export interface EndedRun {
  /** The run's id in the store. */
  readonly run: string;
  /** The status that the engine itself gives the run. */
  readonly status: "succeeded" | "failed";
  /**
   * What the engine itself shows of the instances that it knows one by one: `done`, `skipped`, `failed` or `not-run`, by `node` or
   * `node[index]`.
   */
  shown(observed: Observed): Readonly<Record<string, string>>;
  /** What it has written, for a test that fails. */
  explain(): Promise<string>;
}

export interface EngineRun extends Pick<EndedRun, "status"> {
  /** From the records. */
  readonly observed: Observed;
  readonly shown: Readonly<Record<string, string>>;
}

/** What a run came to. */
export async function readEnded(ended: EndedRun, { compiled, place }: Pick<EngineJob, "compiled" | "place">): Promise<EngineRun> {
  const observed = await explained(ended, async () => observe(await openStore(place.store), compiled.plan.pipeline, ended.run));
  return { observed, status: ended.status, shown: ended.shown(observed) };
}

/** Reads something of a run; where it cannot be read, the error says what the engine has written. */
export const explained = async <T>({ explain }: Pick<EndedRun, "explain">, read: () => Promise<T>): Promise<T> =>
  read().catch(async (error: Error) => {
    throw new Error(`${error.message}\n${await explain()}`);
  });
