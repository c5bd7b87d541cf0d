// What an engine is to the shapes: it runs a compiled shape and tells what its records, and its own pages, say.
import type { CompiledPipeline } from "../../compiler/compilation.js";
import type { JsonObject } from "../../runtime/contract/index.js";
import type { Target } from "../../targets/target.js";
import type { Observed } from "./observed.js";
import type { Place, Shape } from "./shape.js";

export interface Engine {
  readonly name: string;
  readonly target: Target;
  /** True: it runs in `npm test`. False: it must be installed first, and runs in `npm run test:engines`. */
  readonly inTheBox: boolean;
  /** Makes it ready for many runs. */
  open(): Promise<OpenEngine>;
}

export interface OpenEngine {
  run(job: EngineJob): Promise<EngineRun>;
  close(): Promise<void>;
}

export interface EngineJob {
  readonly shape: Shape;
  readonly compiled: CompiledPipeline;
  readonly parameters: JsonObject;
  /** The store holds plan and code. */
  readonly place: Place;
}

export interface EngineRun {
  /** From the records. */
  readonly observed: Observed;
  /** The status that the engine itself gives the run. */
  readonly status: "succeeded" | "failed";
  /**
   * What the engine itself shows of the instances that it knows one by one: `done`, `skipped`, `failed` or `not-run`, by `node` or
   * `node[index]`.
   */
  readonly shown: Readonly<Record<string, string>>;
}
