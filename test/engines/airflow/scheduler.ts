// The slow harness: Airflow as it is really run (API server, scheduler, DAG processor, LocalExecutor), spoken to by REST.
import { type ChildProcess, spawn } from "node:child_process";
import { copyFile, mkdir, mkdtemp, open, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Json } from "../../../runtime/contract/index.js";
import type { AirflowRun, AirflowTaskState } from "./driver.js";
import type { Airflow } from "./install.js";

export interface Scheduler {
  /** Of its API server; the user is "admin", and so is the password. */
  readonly url: string;
  /** Where it looks for DAG files. */
  readonly dags: string;
  /** What the processes wrote, for messages. */
  logs(): Promise<string>;
  /** Waits until a DAG is there; fails with Airflow's own words if its file cannot be imported. */
  ready(dag: string): Promise<void>;
  /** Starts a run; an `error` where the server refuses the parameters. */
  trigger(dag: string, params: Readonly<Record<string, Json>>): Promise<{ readonly run: string } | { readonly error: string }>;
  /** Waits until a run has ended. */
  finished(dag: string, run: string): Promise<AirflowRun>;
  /** Clears all tasks, or those that failed or were not run, as the buttons in the UI do. */
  clear(dag: string, run: string, which: "all" | "failed"): Promise<void>;
  /** Versions of a DAG that Airflow has seen. */
  versions(dag: string): Promise<number>;
  close(): Promise<void>;
}

const patienceMs = 240_000;

/** Boots Airflow (half a minute). `environment` is that of all tasks. */
export async function startScheduler(airflow: Airflow, environment: Readonly<Record<string, string>>): Promise<Scheduler> {
  const home = await mkdtemp(join(tmpdir(), "zenc-airflow-"));
  const dags = join(home, "dags");
  const port = await freePort();
  const base = `http://127.0.0.1:${port}`;
  await mkdir(join(home, "config"), { recursive: true });
  await mkdir(dags);
  await copyFile(airflow.database, join(home, "airflow.db"));
  await writeFile(join(home, "passwords.json"), JSON.stringify({ admin: "admin" }));
  await writeFile(join(home, "config", "airflow_local_settings.py"), preloads);
  const settings = { ...process.env, ...environment, ...configuration(home, dags, base, port) };
  const children: ChildProcess[] = [];
  for (const part of ["api-server", "scheduler", "dag-processor"]) {
    const log = await open(join(home, `${part}.log`), "w");
    children.push(
      spawn(airflow.python, ["-m", "airflow", part], { env: settings, stdio: ["ignore", log.fd, log.fd], detached: true }),
    );
    await log.close();
  }
  const logs = async () => {
    const texts = ["api-server", "scheduler", "dag-processor"].map((part) => readFile(join(home, `${part}.log`), "utf8"));
    return (await Promise.all(texts)).map((text) => text.slice(-3000)).join("\n----\n");
  };
  const close = async () => {
    await Promise.all(children.map(end));
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const token = await waitFor("Airflow's API server", logs, async () => {
      const answer = await request(base, "POST", "/auth/token", undefined, { username: "admin", password: "admin" });
      return typeof answer.body.access_token === "string" ? answer.body.access_token : undefined;
    });
    await waitFor("Airflow's scheduler", logs, async () => {
      const { body } = await request(base, "GET", "/api/v2/monitor/health");
      return body.scheduler?.status === "healthy" ? true : undefined;
    });
    return { ...client(base, token, logs), url: base, dags, logs, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Each task process imports the DAG file anew: what is loaded before the fork is not loaded again. */
const preloads = `import airflow.dag_processing.dagbag
import airflow.providers.standard.operators.bash
import airflow.sdk
import airflow.sdk.execution_time.supervisor
import airflow.sdk.execution_time.task_runner
`;

const configuration = (home: string, dags: string, base: string, port: number) => ({
  AIRFLOW_HOME: home,
  AIRFLOW__DATABASE__SQL_ALCHEMY_CONN: `sqlite:///${join(home, "airflow.db")}`,
  AIRFLOW__CORE__DAGS_FOLDER: dags,
  AIRFLOW__CORE__LOAD_EXAMPLES: "False",
  AIRFLOW__CORE__EXECUTOR: "LocalExecutor",
  AIRFLOW__CORE__PARALLELISM: "2",
  AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION: "False",
  AIRFLOW__CORE__DAGBAG_IMPORT_TIMEOUT: "300",
  AIRFLOW__CORE__FERNET_KEY: "",
  AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS: "admin:admin",
  AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE: join(home, "passwords.json"),
  AIRFLOW__CORE__EXECUTION_API_SERVER_URL: `${base}/execution/`,
  AIRFLOW__API__PORT: String(port),
  AIRFLOW__API__HOST: "127.0.0.1",
  AIRFLOW__API__WORKERS: "1",
  AIRFLOW__API__BASE_URL: base,
  AIRFLOW__API_AUTH__JWT_SECRET: "0".repeat(64),
  AIRFLOW__SCHEDULER__SCHEDULER_IDLE_SLEEP_TIME: "0.2",
  AIRFLOW__SCHEDULER__TASK_QUEUED_TIMEOUT: "1200",
  AIRFLOW__DAG_PROCESSOR__REFRESH_INTERVAL: "3",
  AIRFLOW__DAG_PROCESSOR__MIN_FILE_PROCESS_INTERVAL: "5",
  AIRFLOW__DAG_PROCESSOR__BUNDLE_REFRESH_CHECK_INTERVAL: "1",
  AIRFLOW__DAG_PROCESSOR__PARSING_PROCESSES: "1",
  AIRFLOW__DAG_PROCESSOR__DAG_FILE_PROCESSOR_TIMEOUT: "400",
  AIRFLOW__USAGE_DATA_COLLECTION__ENABLED: "False",
});

/** Airflow's documents, of which only what is read here is named. */
interface Body {
  readonly access_token?: string;
  readonly scheduler?: { readonly status: string };
  readonly state?: string;
  readonly dag_run_id?: string;
  readonly detail?: Json;
  readonly total_entries?: number;
  readonly task_instances?: readonly (AirflowTaskState & Body)[];
  readonly import_errors?: readonly { readonly filename: string; readonly stack_trace: string }[];
}

type Client = Omit<Scheduler, "url" | "dags" | "logs" | "close">;

function client(base: string, token: string, logs: () => Promise<string>): Client {
  const ask = (method: string, path: string, body?: Json) => request(base, method, `/api/v2${path}`, token, body);
  const instances = async (dag: string, run: string): Promise<readonly AirflowTaskState[]> => {
    const all: AirflowTaskState[] = [];
    for (;;) {
      const { body } = await ask(
        "GET",
        `/dags/${dag}/dagRuns/${encodeURIComponent(run)}/taskInstances?limit=100&offset=${all.length}`,
      );
      const page = body.task_instances ?? [];
      all.push(...page);
      if (page.length === 0 || all.length >= (body.total_entries ?? 0)) return all;
    }
  };
  return {
    ready: (dag) =>
      waitFor(`the DAG ${dag}`, logs, async () => {
        if ((await ask("GET", `/dags/${dag}`)).status === 200) return true as const;
        const { body } = await ask("GET", "/importErrors");
        const found = body.import_errors?.find(({ filename }) => filename.endsWith(`${dag}.py`));
        if (found) throw new Error(`Airflow cannot import ${found.filename}:\n${found.stack_trace}`);
        return undefined;
      }).then(() => {}),
    trigger: async (dag, params) => {
      const { status, body } = await ask("POST", `/dags/${dag}/dagRuns`, { logical_date: null, conf: params });
      return status < 300 ? { run: body.dag_run_id as string } : { error: JSON.stringify(body.detail ?? body) };
    },
    finished: async (dag, run) => {
      const state = await waitFor(`the run ${run} of ${dag}`, logs, async () => {
        const { body } = await ask("GET", `/dags/${dag}/dagRuns/${encodeURIComponent(run)}`);
        return body.state === "success" || body.state === "failed" ? body.state : undefined;
      });
      return { dag_id: dag, run_id: run, state, tasks: await instances(dag, run) };
    },
    clear: async (dag, run, which) => {
      const wanted = { dry_run: false, only_failed: which === "failed", dag_run_id: run, reset_dag_runs: true };
      const { status, body } = await ask("POST", `/dags/${dag}/clearTaskInstances`, wanted);
      if (status >= 300) throw new Error(`Airflow did not clear: ${JSON.stringify(body)}`);
    },
    versions: async (dag) => (await ask("GET", `/dags/${dag}/dagVersions`)).body.total_entries ?? 0,
  };
}

async function request(base: string, method: string, path: string, token?: string, body?: Json) {
  const headers = { "content-type": "application/json", ...(token ? { authorization: `Bearer ${token}` } : {}) };
  const answer = await fetch(base + path, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  const text = await answer.text();
  return { status: answer.status, body: (text.startsWith("{") ? JSON.parse(text) : { detail: text }) as Body };
}

/** Asks until there is an answer. A refused connection is none yet. */
async function waitFor<Answer>(
  what: string,
  logs: () => Promise<string>,
  ask: () => Promise<Answer | undefined>,
): Promise<Answer> {
  for (const start = Date.now(); Date.now() - start < patienceMs; await sleep(300)) {
    const answer = await ask().catch((error: Error) => {
      if (error instanceof TypeError) return undefined;
      throw error;
    });
    if (answer !== undefined) return answer;
  }
  throw new Error(`Waited in vain for ${what}:\n${await logs()}`);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}

/** Ends a process and its group. */
async function end(child: ChildProcess): Promise<void> {
  const gone = new Promise<void>((resolve) =>
    child.exitCode === null && child.signalCode === null ? child.on("close", () => resolve()) : resolve(),
  );
  const kill = (signal: NodeJS.Signals) => {
    try {
      process.kill(-(child.pid as number), signal);
    } catch {
      // it is gone
    }
  };
  kill("SIGTERM");
  const timer = setTimeout(() => kill("SIGKILL"), 10_000);
  await gone;
  clearTimeout(timer);
  kill("SIGKILL");
}
