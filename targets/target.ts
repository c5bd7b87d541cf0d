// What a target is: a folder, this interface, and one line in the table of index.ts. Targets never import one another.
import type { Diagnostic } from "../compiler/diagnostics/index.js";
import type { Digest, Plan, PlanSource } from "../runtime/contract/index.js";

export interface Target {
  readonly name: string;
  /** JSON Schema of the stack's section of the same name. */
  readonly optionsSchema: Readonly<Record<string, unknown>>;
  /** Sections that it shares with other targets, by key. */
  readonly shared?: Readonly<Record<string, SharedSection>>;
  /** The scheme of a store that this engine alone has. */
  readonly storeScheme?: string;
  /** Its limits table, for a stack's options. */
  limits(options: Readonly<Record<string, unknown>>): { readonly maxInstances: number; readonly fanOutDepth: number };
  /** Whether tasks run in images, which hold the step process: none is read that lies beside the emitted files. Default: no. */
  runsInImages?(options: Readonly<Record<string, unknown>>): boolean;
  /** What this engine cannot do, at the author's line. Runs before `emit`, which is total. */
  check(request: EmitRequest): readonly Diagnostic[];
  /** Pure and byte-deterministic. Empty for targets that run plans themselves. */
  emit(request: EmitRequest): readonly EmittedFile[];
}

/** JSON Schemas of a key that several targets understand: in a stack, and in each of its pools. */
export interface SharedSection {
  readonly stack: object;
  readonly pool: object;
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
    /** Pools of machines with accelerators: a step's `pool` names one. */
    readonly accelerators?: readonly AcceleratorPool[];
    /** Pools of machines without: a step's `machine` names one. */
    readonly machines?: readonly Pool[];
    /** What the stack says under the keys of shared sections, validated by their schemas. */
    readonly sections?: Readonly<Record<string, unknown>>;
  };
}

/** Machines of one kind. */
export interface Pool {
  readonly name: string;
  /** Per hour, in the stack's currency. */
  readonly cost?: number;
  readonly sections?: Readonly<Record<string, unknown>>;
}

export interface AcceleratorPool extends Pool {
  /** Of one machine. */
  readonly gpus: number;
  /** Of one accelerator. */
  readonly memoryBytes: number;
}

export interface EmittedFile {
  /** Relative to the output folder. */
  readonly path: string;
  readonly text: string;
}
