// Runs tasks in a process of its own, kept warm between them; enforces timeouts and records crashes from outside.
import type { TaskEvent, TaskOutcome, TaskRequest } from "./task.js";

export interface WorkerOptions {
  /** The `zenc-step` script (built, one file). */
  readonly entry: string;
  /** Working directory and environment of the process; default: this one's. */
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Where the worker's standard error goes: "inherit" (the default) or "ignore"; its output comes as `log` events anyway. */
  readonly stderr?: "inherit" | "ignore";
}

/** A step process that stays warm. A process that dies is replaced at the next task. */
export interface Worker {
  /** Runs one task; one at a time. Rejects only where no process can be started. */
  run(request: TaskRequest, onEvent?: (event: TaskEvent) => void): Promise<TaskOutcome>;
  /**
   * Ends the process and everything that it started: SIGTERM, so that a running attempt leaves a `terminated` record, and
   * SIGKILL after two seconds. Resolves when it is gone; a running task's outcome has exit code 143.
   */
  kill(): Promise<void>;
}

export declare function startWorker(options: WorkerOptions): Worker;
