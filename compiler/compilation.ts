// What the compiler takes and gives. `compile` in index.ts is the list of phases.
import type { CodeManifest, Digest, Plan, PlanSource } from "../runtime/contract/index.js";
import type { Diagnostic } from "./diagnostics/index.js";
import type { Pipeline, Placement, Stack, TargetLimits } from "./ir/index.js";

export interface CompileRequest {
  /** Absolute; spans and manifests are relative to it. */
  readonly cwd: string;
  /** Pipeline files, absolute or relative to `cwd`. */
  readonly files: readonly string[];
  /** Only the pipeline with this exported const or own name. */
  readonly pipeline?: string;
  readonly stack: Stack;
  readonly limits: TargetLimits;
}

export interface Compilation {
  /** All that was found, in order of file and position. With an error among them, `pipelines` holds only what is whole. */
  readonly diagnostics: readonly Diagnostic[];
  readonly pipelines: readonly CompiledPipeline[];
  /** Every file that was read, absolute: what a watcher watches and an unchanged compile is recognised by. */
  readonly inputs: readonly string[];
}

export interface CompiledPipeline {
  readonly pipeline: Pipeline;
  readonly plan: Plan;
  /** Of the plan's canonical JSON. */
  readonly digest: Digest;
  /** Canonical JSON of the plan. */
  readonly text: string;
  readonly source: PlanSource;
  /** Where each step runs and why, by step name. */
  readonly placements: Readonly<Record<string, Placement>>;
  /** Modules that the plan names: steps, what they import from beside them, glue, validators. */
  readonly code: readonly CodeObject[];
}

export interface CodeObject {
  readonly digest: Digest;
  readonly text: string;
  readonly sourceMap: string | null;
  readonly manifest: CodeManifest;
  /** What it loads where it runs, as `name@version`; absent where all is in it. */
  readonly packages?: readonly string[];
}
