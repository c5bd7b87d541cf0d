// Warm step processes, each running one task at a time.
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
  /** Runs a task on an idle process, or on a new one. */
  run(request: TaskRequest, onEvent?: (event: TaskEvent) => void): Promise<TaskOutcome>;
  /** Ends all processes and what runs on them: those tasks end with exit code 143. Resolves when they are gone. */
  stop(): Promise<void>;
}

/** Starts a pool. Start it early: the processes come up while the pipeline is compiled. */
export function createPool({ entry, size, cwd }: PoolOptions): Pool {
  const workers = new Set<Worker>();
  const start = (): Worker => {
    const worker = startWorker({ entry, ...(cwd === undefined ? {} : { cwd }), stderr: "ignore" });
    workers.add(worker);
    return worker;
  };
  const idle: Worker[] = Array.from({ length: size }, start);
  return {
    async run(request, onEvent) {
      const worker = idle.shift() ?? start();
      try {
        return await worker.run(request, onEvent);
      } finally {
        if (workers.has(worker)) idle.unshift(worker);
      }
    },
    async stop() {
      const all = [...workers];
      workers.clear();
      idle.length = 0;
      await Promise.all(all.map((worker) => worker.kill()));
    },
  };
}
