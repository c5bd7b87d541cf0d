// The options of steps and pipelines, as an author writes them. They are read from the source, never from a running program.

/** `"500ms"`, `"30s"`, `"10m"`, `"2h"`, `"1d"`; a number is seconds. */
export type Duration = number | `${number}${"ms" | "s" | "m" | "h" | "d"}`;
/** `"512Mi"`, `"4Gi"`, `"2G"`; a number is bytes. */
export type Quantity = number | `${number}${"" | "Ki" | "Mi" | "Gi" | "Ti" | "k" | "M" | "G" | "T"}`;

export interface StepOptions {
  /** Default: the const that the step is assigned to. */
  readonly name?: string;
  /** Cores. */
  readonly cpu?: number;
  readonly memory?: Quantity;
  readonly disk?: Quantity;
  /** Accelerators: a count, or what they must be like. Optional ones are used where the stack has them. */
  readonly gpu?:
    | number
    | { readonly count: number; readonly memory?: Quantity; readonly models?: readonly string[]; readonly optional?: true };
  /** Further attempts after a failure. Default 0. A number waits `1s` before each. */
  readonly retries?:
    | number
    | { readonly limit: number; readonly delay?: Duration; readonly backoff?: number; readonly maxDelay?: Duration };
  /** Of one attempt. Its process group is killed when it is over. */
  readonly timeout?: Duration;
  /** `false`: always run. `version`: change it to forget earlier results. */
  readonly cache?: boolean | { readonly version?: string; readonly maxAge?: Duration };
  /** Constant environment variables; part of the key under which results are reused. */
  readonly env?: Readonly<Record<string, string>>;
  /** Names of environment variables that the engine provides. */
  readonly secrets?: readonly string[];
  readonly image?: string;
  readonly spot?: boolean;
  /** The step changes the world outside: it keeps its place in the order and is never reused. */
  readonly effect?: true;
  /** Fan-out items per process. Default 1. */
  readonly batch?: number;
}

export interface TrainerOptions extends StepOptions {
  /** Name under which the model is registered. */
  readonly register?: string;
}

export interface PipelineOptions {
  readonly name?: string;
  /** Default: the JSDoc of the pipeline. */
  readonly description?: string;
  /** Five fields; `timezone` is an IANA name, default UTC. */
  readonly schedule?: string | { readonly cron: string; readonly timezone?: string };
  readonly tags?: readonly string[];
  /** What a new run does while another is running. Default "allow". */
  readonly concurrency?: "allow" | "forbid" | "replace";
  readonly timeout?: Duration;
  readonly maxParallel?: number;
  /** A step that is called with the pipeline's result when all of it has succeeded. */
  // biome-ignore lint/suspicious/noExplicitAny: a step of any result
  readonly onSuccess?: (result: any) => unknown;
  /** A step that is called when the pipeline has failed; the run fails all the same. */
  readonly onFailure?: (error: { name: string; message: string }) => unknown;
}
