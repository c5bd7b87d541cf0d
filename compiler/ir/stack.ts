// A stack as the compiler sees it: validated, with defaults. `zenc.yaml` holds them by name.

export interface Stack {
  readonly name: string;
  /** A target's name: "local", "airflow" … */
  readonly target: string;
  /** A folder, or `s3://bucket/prefix`. */
  readonly store: string;
  readonly image?: string;
  readonly accelerators: readonly Accelerator[];
  /** A step that asks for so much or more is costly: its task is not started where its result is known. On an accelerator all are. */
  readonly costly?: { readonly cpu?: number; readonly memoryBytes?: number };
  /** The section named like the target, validated by that target's own schema: `airflow: { pool: ml }`. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** A pool of machines with accelerators. */
export interface Accelerator {
  readonly name: string;
  readonly gpus: number;
  readonly memoryBytes: number;
  /** Per hour, in the stack's currency. */
  readonly cost?: number;
}

/** What a target can say; `wire` keeps to it. */
export interface TargetLimits {
  /** The most instances of one fan-out; Number.MAX_SAFE_INTEGER where there is no limit. */
  readonly maxInstances: number;
  /** How deep fan-outs may nest: 1, or Number.MAX_SAFE_INTEGER. Deeper ones become blocks. */
  readonly fanOutDepth: number;
}
