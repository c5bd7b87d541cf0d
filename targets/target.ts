// What a target is: a folder, this interface, and one line in the table of index.ts. Targets never import one another.
import type { Diagnostic } from "../compiler/diagnostics/index.js";
import type { Digest, Plan, PlanSource } from "../runtime/contract/index.js";

export interface Target {
  readonly name: string;
  /** JSON Schema of the stack's section of the same name. */
  readonly optionsSchema: Readonly<Record<string, unknown>>;
  /** Its limits table, for a stack's options. */
  limits(options: Readonly<Record<string, unknown>>): { readonly maxInstances: number; readonly fanOutDepth: number };
  /** What this engine cannot do, at the author's line. Runs before `emit`, which is total. */
  check(request: EmitRequest): readonly Diagnostic[];
  /** Pure and byte-deterministic. Empty for targets that run plans themselves. */
  emit(request: EmitRequest): readonly EmittedFile[];
}

export interface EmitRequest {
  readonly plan: Plan;
  readonly digest: Digest;
  readonly source: PlanSource;
  readonly stack: {
    readonly name: string;
    readonly store: string;
    readonly options: Readonly<Record<string, unknown>>;
    /** Image of tasks that have no step; that of a step stands in the plan. */
    readonly image?: string;
  };
}

export interface EmittedFile {
  /** Relative to the output folder. */
  readonly path: string;
  readonly text: string;
}
