// The fast harness: one Python process that runs DAG after DAG by Airflow's own `dag.test()`.
import { spawn } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Json } from "../../../runtime/contract/index.js";
import type { Airflow } from "./install.js";

export interface DriverJob {
  /** A DAG file alone in its folder. */
  readonly file: string;
  readonly params: Readonly<Record<string, Json>>;
  /** For the tasks, beside the process's own. */
  readonly environment: Readonly<Record<string, string>>;
}

export interface AirflowRun {
  readonly dag_id: string;
  readonly run_id: string;
  readonly state: string;
  readonly tasks: readonly AirflowTaskState[];
  /** Why there was no run. */
  readonly error?: string;
  /** The end of what Airflow and the tasks wrote. */
  readonly log?: string;
}

export interface AirflowTaskState {
  readonly task_id: string;
  /** -1 outside fan-outs, and of a fan-out that never had instances. */
  readonly map_index: number;
  readonly state: string | null;
  /** How often it was started; of `dag.test()` alone. */
  readonly tries?: number;
}

export interface Driver {
  /** Runs one DAG; runs queue up. */
  run(job: DriverJob): Promise<AirflowRun>;
  close(): Promise<void>;
}

export interface DriverOptions {
  /** Variables of the process. */
  readonly environment?: Readonly<Record<string, string>>;
  /** What a site would write in its `airflow_local_settings.py`. */
  readonly localSettings?: string;
}

/** Starts the process; it answers its first job after some ten seconds. */
export async function startDriver(airflow: Airflow, options: DriverOptions = {}): Promise<Driver> {
  const { environment = {}, localSettings = "" } = options;
  const home = await mkdtemp(join(tmpdir(), "zenc-airflow-"));
  await mkdir(join(home, "config"));
  await writeFile(join(home, "config", "airflow_local_settings.py"), localSettings);
  const program = fileURLToPath(new URL("./driver.py", import.meta.url));
  const child = spawn(airflow.python, [program, home, airflow.database], {
    env: { ...process.env, ...environment },
    stdio: ["pipe", "pipe", "pipe"],
  });
  let errors = "";
  child.stderr.on("data", (chunk: Buffer) => {
    errors = (errors + chunk.toString()).slice(-30_000);
  });
  const waiting: { resolve(run: AirflowRun): void; reject(error: Error): void }[] = [];
  createInterface({ input: child.stdout }).on("line", (line) => {
    waiting.shift()?.resolve({ ...(JSON.parse(line) as AirflowRun), log: errors });
    errors = "";
  });
  const ended = new Promise<void>((resolve) => {
    child.on("close", (code) => {
      for (const { reject } of waiting.splice(0)) reject(new Error(`Airflow's driver ended with ${code}:\n${errors}`));
      resolve();
    });
  });
  return {
    run: (job) =>
      new Promise((resolve, reject) => {
        if (child.exitCode !== null) return reject(new Error(`Airflow's driver has ended:\n${errors}`));
        waiting.push({ resolve, reject });
        child.stdin.write(`${JSON.stringify(job)}\n`);
      }),
    close: async () => {
      child.stdin.end();
      await ended;
      await rm(home, { recursive: true, force: true });
    },
  };
}
