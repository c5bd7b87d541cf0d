// Warm step processes, each running one task at a time.
import { exitCode } from "../../runtime/contract/index.js";
import { startWorker, type TaskEvent, type TaskOutcome, type TaskRequest, type Worker } from "../../runtime/step/index.js";

export interface PoolOptions {
  /** The `zenc-step` script. */
  readonly entry: string;
  /** Processes started at once; more are started when more tasks run at once. */
  readonly size: number;
  /** Working directory of the processes. Default: this one's. */
  readonly cwd?: string;
}

export interface Pool {
  /** Runs a task on an idle process, or on a new one. After `stop`: ends at once with exit code 143. */
  run(request: TaskRequest, onEvent?: (event: TaskEvent) => void): Promise<TaskOutcome>;
  /** Ends all processes and what runs on them. Resolves when they are gone. */
  stop(): Promise<void>;
}

/** Starts a pool. Start it early: the processes come up while the pipeline is compiled. */
export function createPool({ entry, size, cwd }: PoolOptions): Pool {
  const start = (): Worker => startWorker({ entry, ...(cwd === undefined ? {} : { cwd }), stderr: "ignore" });
  const workers: Worker[] = Array.from({ length: size }, start);
  const idle: Worker[] = [...workers];
  let stopped: Promise<void> | null = null;
  return {
    async run(request, onEvent) {
      if (stopped) return { exit: exitCode.terminated, state: "failed", publications: {}, durationMs: 0, items: [] };
      let worker = idle.shift();
      if (!worker) {
        worker = start();
        workers.push(worker);
      }
      try {
        return await worker.run(request, onEvent);
      } finally {
        idle.unshift(worker);
      }
    },
    stop() {
      stopped ??= Promise.all(workers.map((worker) => worker.kill())).then(() => undefined);
      return stopped;
    },
  };
}
