// What a DAG file says, as data: the model between a Plan and its text. Names are Airflow's own.
import type { Json, JsonObject, JsonSchema } from "../../runtime/contract/index.js";

export interface AirflowDag {
  /** `[A-Za-z0-9_-]`, at most 63 characters. */
  readonly dagId: string;
  /** The plan's digest, which the step processes are given. */
  readonly plan: string;
  /** Where the store is; null: wherever `ZENC_STORE` says. */
  readonly store: string | null;
  /** Where `zenc-step` is: on the worker's PATH, or in the DAG file's folder. */
  readonly runtime: "path" | "beside";
  /** One line. */
  readonly description?: string;
  /** All of a description that has several lines. */
  readonly docMd?: string;
  readonly schedule?: { readonly cron: string; readonly timezone: string };
  readonly startDate?: { readonly year: number; readonly month: number; readonly day: number };
  readonly maxActiveRuns?: number;
  readonly maxActiveTasks?: number;
  readonly dagrunTimeoutSeconds?: number;
  readonly tags: readonly string[];
  readonly defaultArguments: { readonly owner?: string; readonly pool?: string; readonly queue?: string };
  readonly parameters: readonly AirflowParameter[];
  /** Absent: each task is a process of a worker. */
  readonly pods?: AirflowPods;
  /** In an order in which everything stands after what it refers to. */
  readonly units: readonly (AirflowTask | AirflowGroup)[];
}

/** Each task is a pod. */
export interface AirflowPods {
  /** The pods that differ: what Kubernetes takes, without name and what is the task's. */
  readonly templates: readonly JsonObject[];
  readonly connection?: string;
  readonly startupTimeoutSeconds: number;
  readonly deferrable: boolean;
}

export interface AirflowParameter {
  readonly name: string;
  /** Absent: the user must give a value. */
  readonly value?: Json;
  readonly description?: string;
  /** JSON Schema without `default` and `description`. */
  readonly schema: JsonSchema;
  /** May be left out: its null then means that no value was given. */
  readonly optional: boolean;
}

export interface AirflowTask {
  readonly kind: "task";
  /** `[A-Za-z0-9_-]`, unique in its group. */
  readonly taskId: string;
  /** The plan's own id, where Airflow does not take it. */
  readonly planId?: string;
  /** Full Airflow ids, `group.task` inside a group. */
  readonly after: readonly string[];
  /** It starts when these have ended in whatever way, and decides by itself. */
  readonly whenEnded?: true;
  /** Absent: always. Otherwise one of these must hold in full: `task.atom` → the boolean it must be. */
  readonly when?: readonly Readonly<Record<string, boolean>>[];
  /** `task.atom`: says, once or by map index, whether the result is known; then the task is skipped. */
  readonly known?: string;
  readonly retries?: AirflowRetries;
  readonly executionTimeoutSeconds?: number;
  /** Which of the pods. */
  readonly pod?: number;
  /** Of the pod, from when it has a machine. */
  readonly activeDeadlineSeconds?: number;
  readonly pool?: string;
  readonly queue?: string;
}

export interface AirflowRetries {
  readonly retries: number;
  readonly delaySeconds: number;
  /** The factor between two waits; absent: the waits are equal. */
  readonly backoff?: number;
  readonly maxDelaySeconds?: number;
}

/** A fan-out: a mapped task group, one instance per element of the list that `source` returns. */
export interface AirflowGroup {
  readonly kind: "group";
  readonly groupId: string;
  /** A Python identifier. */
  readonly functionName: string;
  /** Full Airflow id. */
  readonly source: string;
  readonly tasks: readonly AirflowTask[];
}
