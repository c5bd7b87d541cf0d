// What a run leaves behind: run.json, one record per attempt, result.json. A run's state is derived from these.
import type { Artifact } from "./codec.js";
import type { Digest, IndexPath, NodeId, TaskId } from "./ids.js";
import type { Json, JsonObject } from "./json.js";

/** `run.json`: written once, by whichever task starts first. */
export interface RunRecord {
  readonly format: 1;
  readonly pipeline: string;
  readonly run: string;
  readonly plan: Digest;
  /** Validated, defaults filled in. */
  readonly parameters: JsonObject;
  /** "local", "airflow" … */
  readonly engine: string;
  readonly startedAt: string;
  /** False: `--no-cache`, nothing is reused. */
  readonly cache: boolean;
}

/** `nodes/<task>[/<index path>]/<attempt>.json`: written once, last, when an attempt has ended. Attempts count from 1. */
export interface AttemptRecord {
  readonly format: 1;
  /** A call's node id, or a gate's task id. */
  readonly node: NodeId | TaskId;
  readonly index: IndexPath;
  readonly attempt: number;
  readonly state: "succeeded" | "reused" | "failed";
  /** Failed, and the step's retry policy has no attempt left. */
  readonly final: boolean;
  /** Null for gates. */
  readonly key: KeyParts | null;
  readonly output: Artifact | null;
  readonly error?: ErrorRecord;
  /** Of the gate of a `try`: what came of the body. */
  readonly outcome?: TryOutcome;
  readonly startedAt: string;
  readonly durationMs: number;
  readonly metrics: readonly Metric[];
  /** The step's captured output, as an object. */
  readonly log?: { readonly digest: Digest; readonly bytes: number; readonly truncated: boolean };
  /** Where a reused result was computed. */
  readonly reusedFrom?: { readonly run: string; readonly node: string; readonly index: IndexPath };
  /** Node version, engine's own ids: shown, never compared. */
  readonly environment: JsonObject;
}

/** Whether the handler of a `try` is entered, and what it caught. */
export type TryOutcome =
  | { readonly caught: false }
  | {
      readonly caught: true;
      /** The failed call, or the node whose expression threw, and its instance. */
      readonly node: NodeId;
      readonly index: IndexPath;
      readonly error: { readonly name: string; readonly message: string };
    };

/** Everything that decides whether a result is known. `key` is the digest of the rest, canonically written. */
export interface KeyParts {
  readonly key: Digest;
  readonly code: Digest;
  /** Of each argument: its encoded value, with artifacts by digest. */
  readonly arguments: readonly Digest[];
  readonly env: Readonly<Record<string, string>>;
  readonly version: string | null;
  /** Of the output codec. */
  readonly codec: Digest;
}

/** `cache/<key>.json`. */
export interface CacheRecord {
  readonly format: 1;
  readonly output: Artifact;
  readonly metrics: readonly Metric[];
  readonly run: string;
  readonly node: string;
  readonly index: IndexPath;
  readonly at: string;
}

export interface ErrorRecord {
  /** step: the function threw; expression: glue threw; output: the value did not fit its type; timeout; terminated; internal: zenc's own. */
  readonly cause: "step" | "expression" | "output" | "timeout" | "terminated" | "internal";
  readonly name: string;
  readonly message: string;
  /** Mapped to the author's files, relative to the project. */
  readonly stack?: string;
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  /** No retry can mend it. */
  readonly fatal: boolean;
}

export interface Metric {
  readonly name: string;
  readonly value: number;
  readonly step?: number;
}

/** `result.json`: written once when the run has ended and its result is known. `value` is extended JSON with artifact tags. */
export interface ResultRecord {
  readonly format: 1;
  readonly status: "succeeded" | "failed";
  readonly value: Json | null;
  readonly finishedAt: string;
}

/** Beside a module, `code/<digest>.json`: what went into it and why. Shown by `zenc explain`, never compared. */
export interface CodeManifest {
  /** In import order; paths relative to the project; the digest is of the file's text; `importedBy` is the first importer. */
  readonly files: readonly { readonly path: string; readonly digest: Digest; readonly importedBy?: string }[];
}

/** Beside a plan, `plans/<digest>.source.json`: where each node stands. Shown in errors, never compared. */
export interface PlanSource {
  /** Where the pipeline itself is defined. */
  readonly pipeline?: { readonly file: string; readonly line: number; readonly column: number };
  readonly nodes: Readonly<Record<string, { readonly file: string; readonly line: number; readonly column: number }>>;
  /** Where the steps are defined, by name. */
  readonly steps?: Readonly<Record<string, { readonly file: string; readonly line: number; readonly column: number }>>;
}
