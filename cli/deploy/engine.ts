// What zenc must know of an engine to bring it files or objects, and to start a run there: a file per engine, and a line in engines.ts.
import type { Stack } from "../../compiler/ir/index.js";
import type { Digest, JsonObject, Plan, Store } from "../../runtime/contract/index.js";
import type { EmittedFile } from "../../targets/target.js";
import type { Terminal } from "../terminal.js";

export interface Engine {
  /** Where the stack says that things go. @throws CliError where it does not say, or says what this engine cannot use. */
  destination(request: EngineRequest): Promise<Destination>;
  /** Its API, for runs; nothing is asked yet. @throws CliError where the stack does not say how to reach it. */
  api(request: EngineRequest): Promise<EngineApi>;
  /** What must lie beside the files of pipelines. */
  beside(stack: Stack): Promise<readonly WantedFile[]>;
  /** The plan that an emitted file, or the object made of it, tells tasks to run; null where it is none of a pipeline. */
  planIn(text: string): Digest | null;
}

export interface EngineRequest {
  readonly terminal: Terminal;
  readonly stack: Stack;
  /** Whose the deployed things are. */
  readonly project: string;
}

/** A place that an engine reads. */
export interface Destination {
  /** For people: "the folder dags". */
  readonly name: string;
  /** What would change there, and what else of this project is there. Changes nothing. */
  compare(wanted: readonly WantedFile[]): Promise<readonly Change[]>;
  /** What will hinder runs there, beside what is deployed. */
  check?(): Promise<readonly string[]>;
  /** Where plan and code of a pipeline go, if they lie here too: what is written is there when the changes are made. */
  codeOf?(pipeline: string): Store;
  /** Makes these changes; what has changed since `compare` is refused. @throws CliError */
  make(changes: readonly Change[], options: { readonly force: boolean }): Promise<void>;
  /** What the user has to do with what was changed. */
  readonly left?: string;
  close(): Promise<void>;
}

/** An emitted file, and the pipeline that it is of; null: of all. */
export interface WantedFile extends EmittedFile {
  readonly pipeline: string | null;
}

export interface Change {
  /** Its path, or its kind and name. */
  readonly name: string;
  /** Of what is to be removed: as the place knows it. */
  readonly pipeline: string | null;
  readonly action: "create" | "update" | "keep" | "remove";
  /** Without what zenc adds when it deploys; null: it is not there, or is to go. */
  readonly before: string | null;
  readonly after: string | null;
  /** Why it is only done when told so: somebody else made or changed it. Of what is kept: undefined. */
  readonly refused?: string;
}

/** How runs are started and followed. */
export interface EngineApi {
  /** For people: "Airflow at https://…". */
  readonly name: string;
  /** The plan that the engine has for a pipeline now. @throws CliError where it has none. */
  plan(pipeline: string): Promise<Digest>;
  /** Starts a run of it. @throws CliError where the engine refuses. */
  start(plan: Plan, parameters: JsonObject): Promise<StartedRun>;
  /** How far a run is. */
  phase(run: StartedRun): Promise<RunPhase>;
  close(): Promise<void>;
}

export interface StartedRun {
  readonly pipeline: string;
  /** The run's id, in the engine and in the store. */
  readonly run: string;
  /** Where people see it, if the engine has pages. */
  readonly url?: string;
  /** What keeps it from starting now. */
  readonly warning?: string;
}

export interface RunPhase {
  readonly state: "queued" | "running" | "succeeded" | "failed";
  /** In the engine's words. */
  readonly message?: string;
}
