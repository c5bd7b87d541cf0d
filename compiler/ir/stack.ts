// A stack as the compiler sees it: validated, with defaults. `zenc.yaml` holds them by name.

export interface Stack {
  readonly name: string;
  /** A target's name: "local", "airflow" … */
  readonly target: string;
  /** A folder, or `s3://bucket/prefix`. */
  readonly store: string;
  readonly image?: string;
  readonly accelerators: readonly Accelerator[];
  /** Pools of machines without accelerators; absent where the stack says nothing of them. */
  readonly machines?: readonly Machine[];
  /** What the stack says under the keys that targets share, validated by their schemas: `kubernetes`. */
  readonly sections?: Readonly<Record<string, unknown>>;
  /** A step that asks for so much or more is costly: its task is not started where its result is known. On an accelerator all are. */
  readonly costly?: { readonly cpu?: number; readonly memoryBytes?: number };
  /** Where what is made for the engine goes, and how the engine is reached; nothing of it is in a plan or an emitted file. */
  readonly deploy?: Deploy;
  /** What CI needs to bring pipelines there; nothing of it is in a plan or an emitted file. */
  readonly ci?: Ci;
  /** The section named like the target, validated by that target's own schema: `airflow: { pool: ml }`. */
  readonly options: Readonly<Record<string, unknown>>;
}

export interface Deploy {
  readonly project?: string;
  /** A folder, `s3://bucket/prefix`, or a branch of a Git repository. */
  readonly to?: string | GitPlace;
  /** On GitHub: `owner/name`. */
  readonly repository?: string;
  /** URL of the engine's API. */
  readonly api?: string;
  readonly kubeconfig?: string;
  readonly context?: string;
}

export interface Ci {
  readonly branch?: string;
  readonly runner?: CiRunner;
  readonly deployRunner?: CiRunner;
  readonly environment?: string;
  readonly node?: number;
  readonly role?: string;
  /** A secret's name. */
  readonly gitToken?: string;
  readonly env?: Readonly<Record<string, CiValue>>;
  readonly prune?: boolean;
}
export type CiRunner = string | readonly string[] | { readonly group: string; readonly labels?: string | readonly string[] };
export type CiValue = string | { readonly secret: string; readonly file?: boolean } | { readonly variable: string };

export interface GitPlace {
  readonly git: string;
  readonly branch?: string;
  /** Folder in the repository. */
  readonly path?: string;
}

/** A pool of machines with accelerators. */
export interface Accelerator {
  readonly name: string;
  /** Of one machine. */
  readonly gpus: number;
  /** Of one accelerator. */
  readonly memoryBytes: number;
  /** Names of its model, as steps may ask for it: the pool's name, `model`, the label's spelling. */
  readonly models?: readonly string[];
  /** Of one accelerator per hour, in the stack's currency. */
  readonly cost?: number;
  /** Image of the steps on it that name none. */
  readonly image?: string;
  /** Its machines may be taken away. */
  readonly spot?: boolean;
  /** What one machine has beside its accelerators, for steps. */
  readonly machine?: MachineSize;
  /** As `sections` of a stack, for this pool. */
  readonly sections?: Readonly<Record<string, unknown>>;
}

/** A pool of machines without accelerators. */
export interface Machine extends MachineSize {
  readonly name: string;
  /** Of one machine per hour, in the stack's currency. */
  readonly cost?: number;
  readonly image?: string;
  readonly spot?: boolean;
  readonly sections?: Readonly<Record<string, unknown>>;
}

/** What steps may have of one machine; absent: not known, so every step fits. */
export interface MachineSize {
  readonly cpu?: number;
  readonly memoryBytes?: number;
  readonly diskBytes?: number;
}

/** What a target can say; `wire` keeps to it. */
export interface TargetLimits {
  /** The most instances of one fan-out; Number.MAX_SAFE_INTEGER where there is no limit. */
  readonly maxInstances: number;
  /** How deep fan-outs may nest: 1, or Number.MAX_SAFE_INTEGER. Deeper ones become blocks. */
  readonly fanOutDepth: number;
}
