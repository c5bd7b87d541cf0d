// What the local engine tells while it runs a plan.
import type { IndexPath, Task } from "../../runtime/contract/index.js";
import type { TaskEvent } from "../../runtime/step/index.js";

export type TaskState = "waiting" | "running" | "succeeded" | "reused" | "skipped" | "failed" | "not-run" | "stopped";

export type RunEvent =
  | {
      /** An instance of a task came into a state. Fan-outs: once per instance. */
      readonly kind: "task";
      readonly task: Task;
      /** Position in each enclosing fan-out; chunks count as one. */
      readonly path: IndexPath;
      readonly state: TaskState;
      /** Of all its attempts in this run of the engine; 0 where nothing ran. */
      readonly durationMs: number;
    }
  | {
      /** An attempt failed and another follows. */
      readonly kind: "retry";
      readonly task: Task;
      readonly path: IndexPath;
      /** The attempt that failed, from 1. */
      readonly attempt: number;
      readonly delayMs: number;
    }
  | {
      /** The number of instances of a task is known; null: its fan-out's source failed, it is not run. */
      readonly kind: "instances";
      readonly task: Task;
      readonly instances: number | null;
    }
  /** What the step process tells while it runs: progress, log, metrics. */
  | { readonly kind: "step"; readonly task: Task; readonly path: IndexPath; readonly event: TaskEvent };
