// Airflow's REST API, version 2: what it has of a pipeline, starting a run, how far that is.
import type { Stack } from "../../compiler/ir/index.js";
import type { Digest, Json, JsonObject, Plan } from "../../runtime/contract/index.js";
import { engineError, mayPass, unreachable } from "../engine-error.js";
import { cliError, exit } from "../exit.js";
import { newRunId } from "../run-id.js";
import type { EngineApi, RunPhase, StartedRun } from "./engine.js";

const requestTimeoutMs = 30_000;

/** Airflow's documents, of which only what is read here is named. */
interface Body {
  readonly access_token?: string;
  readonly content?: string;
  readonly is_paused?: boolean;
  readonly state?: string | null;
  readonly dag_run_id?: string;
  readonly detail?: Json;
  readonly task_instances?: readonly { readonly task_id: string; readonly map_index: number }[];
}
interface Answer {
  readonly status: number;
  readonly body: Body;
}

/** The API of a stack's Airflow. Credentials: ZENC_AIRFLOW_TOKEN, or ZENC_AIRFLOW_USERNAME and ZENC_AIRFLOW_PASSWORD. */
export function airflowApi(stack: Stack): EngineApi {
  const url = stack.deploy?.api ?? process.env.ZENC_AIRFLOW_URL;
  if (url === undefined) {
    throw cliError(`The stack "${stack.name}" does not say where Airflow's API is.`, {
      help: "Say it in zenc.yaml, deploy: { api: https://airflow.example.com }, or in ZENC_AIRFLOW_URL.",
    });
  }
  const base = url.replace(/\/+$/, "");
  const name = `Airflow at ${base}`;
  const ask = connect(base, name);
  const runPath = ({ pipeline, run }: StartedRun) => `/api/v2/dags/${pipeline}/dagRuns/${encodeURIComponent(run)}`;
  return {
    name,
    plan: async (pipeline) => {
      const { status, body } = await ask("GET", `/api/v2/dagSources/${pipeline}`);
      if (status === 404) {
        throw cliError(`${name} has no pipeline "${pipeline}".`, {
          help: "zenc deploy brings it there; then Airflow takes a while to read it.",
        });
      }
      if (status >= 300) throw refused(name, `the source of the DAG "${pipeline}"`, { status, body });
      const plan = planInDag(body.content ?? "");
      if (plan === null) throw cliError(`The DAG "${pipeline}" of ${name} is none of zenc's.`);
      return plan;
    },
    start: async ({ pipeline }: Plan, parameters: JsonObject) => {
      const run = newRunId(new Date());
      const dag = await ask("GET", `/api/v2/dags/${pipeline}`);
      const wanted = { dag_run_id: run, logical_date: null, conf: parameters };
      const post = () => ask("POST", `/api/v2/dags/${pipeline}/dagRuns`, wanted);
      // An answer that was lost is no second run: the id is known already then.
      const again = async (error: unknown): Promise<Answer> => {
        if (!mayPass(error)) throw error;
        const answer = await post();
        return answer.status === 409 ? { status: 200, body: {} } : answer;
      };
      const answer = await post().catch(again);
      if (answer.status >= 300) throw refused(name, `a run of "${pipeline}"`, answer);
      const started: StartedRun = {
        pipeline,
        run: answer.body.dag_run_id ?? run,
        url: `${base}/dags/${pipeline}/runs/${encodeURIComponent(run)}`,
      };
      return dag.body.is_paused
        ? { ...started, warning: `The DAG is paused in Airflow: the run waits until that ends.` }
        : started;
    },
    phase: async (started) => {
      const answer = await ask("GET", runPath(started));
      if (answer.status >= 300) throw refused(name, `the run "${started.run}"`, answer);
      const { state } = answer.body;
      if (state === "failed") return { state: "failed", message: await failedTasks(ask, runPath(started)) };
      return { state: phases[state ?? ""] ?? "queued" };
    },
    close: async () => {},
  };
}

/** The plan that a DAG file names. */
export const planInDag = (text: string): Digest | null => (/^PLAN = "([0-9a-f]{64})"$/m.exec(text)?.[1] ?? null) as Digest | null;

const phases: Readonly<Record<string, RunPhase["state"]>> = { success: "succeeded", failed: "failed", running: "running" };

async function failedTasks(ask: Ask, run: string): Promise<string> {
  const { body } = await ask("GET", `${run}/taskInstances?state=failed&limit=6`);
  const tasks = (body.task_instances ?? []).map(({ task_id, map_index }) =>
    map_index < 0 ? task_id : `${task_id}[${map_index}]`,
  );
  const more = tasks.length > 5 ? " and others" : "";
  return tasks.length === 0
    ? "Airflow says that the run has failed"
    : `Airflow says that ${tasks.slice(0, 5).join(", ")}${more} failed`;
}

type Ask = (method: string, path: string, body?: Json) => Promise<Answer>;

/** Logs in when it is first asked, and again when the token has run out. */
function connect(base: string, name: string): Ask {
  let token: Promise<string | null> | null = null;
  return async (method, path, body) => {
    token ??= logIn(base, name);
    const answer = await send(base, name, method, path, await token, body);
    if (answer.status !== 401 || process.env.ZENC_AIRFLOW_TOKEN) return answer;
    token = logIn(base, name);
    return send(base, name, method, path, await token, body);
  };
}

/** Null: without credentials, as an Airflow where everybody is an administrator takes it. */
async function logIn(base: string, name: string): Promise<string | null> {
  const { ZENC_AIRFLOW_TOKEN: token, ZENC_AIRFLOW_USERNAME: username, ZENC_AIRFLOW_PASSWORD: password } = process.env;
  if (token) return token;
  const open = username === undefined || password === undefined;
  const answer = open
    ? await send(base, name, "GET", "/auth/token", null)
    : await send(base, name, "POST", "/auth/token", null, { username, password });
  if (answer.body.access_token !== undefined) return answer.body.access_token;
  if (open) return null;
  throw refused(name, "to log in", answer);
}

async function send(
  base: string,
  name: string,
  method: string,
  path: string,
  token: string | null,
  body?: Json,
): Promise<Answer> {
  const headers = {
    accept: "application/json",
    ...(body === undefined ? {} : { "content-type": "application/json" }),
    ...(token === null ? {} : { authorization: `Bearer ${token}` }),
  };
  let answer: Response;
  let text: string;
  try {
    const signal = AbortSignal.timeout(requestTimeoutMs);
    answer = await fetch(base + path, { method, headers, signal, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    text = await answer.text();
  } catch (error) {
    throw unreachable(name, error);
  }
  if (answer.status >= 500)
    throw engineError(`${name} answered ${answer.status} to ${method} ${path}: ${text.slice(0, 300)}`, true);
  try {
    return { status: answer.status, body: JSON.parse(text) as Body };
  } catch {
    return { status: answer.status, body: { detail: text.slice(0, 300) } };
  }
}

function refused(name: string, what: string, { status, body }: Answer): Error {
  if (status === 401 || status === 403) {
    return cliError(`${name} does not let you have ${what} (${status}).`, {
      exitCode: exit.engine,
      help: "Set ZENC_AIRFLOW_TOKEN, or ZENC_AIRFLOW_USERNAME and ZENC_AIRFLOW_PASSWORD.",
    });
  }
  const said = typeof body.detail === "string" ? body.detail : JSON.stringify(body.detail ?? body);
  return cliError(`${name} refused ${what}: ${said} (${status}).`, { exitCode: status === 400 ? exit.usage : exit.engine });
}
