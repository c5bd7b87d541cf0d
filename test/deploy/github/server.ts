// A server that keeps GitHub's documented contract: the headers that it wants, what it checks before it starts a run, what it tells of one.
// Every answer is held against contract.json. The words of refusals are GitHub's own, as its users have quoted them:
// "Unexpected inputs provided" (convictional/trigger-workflow-and-wait#4), "No ref found for" (#44 there), "is not a permitted key"
// (benc-uk/workflow-dispatch#86, of an Enterprise Server 3.19).
import { createHash } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { parse } from "yaml";
import { contract, misfits, type Operation, unknownKeys } from "./contract.js";

export interface Played {
  readonly conclusion: "success" | "failure" | "cancelled" | "timed_out";
  readonly failedJobs?: readonly string[];
}

export interface ServedRun {
  readonly id: number;
  readonly file: string;
  readonly branch: string;
  /** As the expression `inputs` has them. */
  readonly inputs: Readonly<Record<string, string | number | boolean>>;
  readonly text: string;
  readonly createdAt: string;
  status: "queued" | "in_progress" | "completed";
  conclusion: Played["conclusion"] | null;
  failedJobs: readonly string[];
}

export interface ServedArtifact {
  readonly id: number;
  readonly name: string;
  readonly run: number;
  /** A zip archive. */
  readonly bytes: Buffer;
  readonly expired?: boolean;
  /** Of a pull request from another repository. */
  readonly isForks?: boolean;
}

export interface GithubServer {
  readonly port: number;
  readonly api: string;
  readonly runs: ServedRun[];
  readonly artifacts: ServedArtifact[];
  /** What was asked against the contract, or answered. */
  readonly broken: string[];
  readonly asked: string[];
  /** Answers that said only that nothing has changed. */
  notModified: number;
  /** An Enterprise Server, which knows nothing of `return_run_details`. */
  isOld: boolean;
  isDisabled: boolean;
  /** The next requests that begin so are answered so. */
  answer(beginning: RegExp, answers: readonly Answer[]): void;
  /** Another person starts a run too, right before the next dispatch, and is shown first. */
  crowd(): void;
  close(): Promise<void>;
}

export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export const token = "ghp_secret";
const docs = "https://docs.github.com/rest";
const at = "/repos/acme/ml";

export interface Repository {
  /** A file of a branch; null where there is none. */
  read(branch: string, path: string): string | null;
  hasBranch(branch: string): boolean;
  /** Names in a folder of a branch; null where there is none. */
  folder?(branch: string, path: string): readonly string[] | null;
  /** Runs a workflow to its end. */
  play(run: ServedRun): Promise<Played>;
}

/** GitHub with one repository, `acme/ml`, which nobody sees without the token. */
export async function startGithub({ read, hasBranch, folder, play }: Repository): Promise<GithubServer> {
  let nextId = 8_412_345_678;
  let isCrowded = false;
  let hidesNewest = false;
  const planned: { readonly beginning: RegExp; readonly answers: Answer[] }[] = [];
  const playing = new Set<Promise<void>>();

  const begin = (run: Omit<ServedRun, "id" | "createdAt" | "status" | "conclusion" | "failedJobs">): ServedRun => {
    const createdAt = new Date().toISOString().replace(/\.\d+Z$/, "Z");
    const started: ServedRun = { ...run, id: nextId++, createdAt, status: "queued", conclusion: null, failedJobs: [] };
    state.runs.unshift(started);
    return started;
  };
  const playOut = async (run: ServedRun): Promise<void> => {
    run.status = "in_progress";
    const { conclusion, failedJobs = [] } = await play(run);
    Object.assign(run, { status: "completed", conclusion, failedJobs });
  };

  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const line = `${request.method} ${request.url}`;
    state.asked.push(line);
    const [, blob] = /^GET \/blob\/(\d+)$/.exec(line) ?? [];
    if (blob !== undefined) {
      // Not GitHub's own server: who gives it a token has given it away.
      if (request.headers.authorization !== undefined) state.broken.push("a token was shown to the store of artifacts");
      response.end(state.artifacts.find(({ id }) => id === Number(blob))?.bytes);
      return;
    }
    const found = planned.find(({ beginning, answers }) => answers.length > 0 && beginning.test(line));
    const answer = found?.answers.shift() ?? answerTo(request, Buffer.concat(chunks).toString());
    const text = answer.body === undefined ? "" : typeof answer.body === "string" ? answer.body : JSON.stringify(answer.body);
    const etag = `W/"${createHash("sha256").update(text).digest("hex")}"`;
    const isKnown = answer.status === 200 && request.headers["if-none-match"] === etag;
    if (isKnown) state.notModified++;
    response.writeHead(isKnown ? 304 : answer.status, {
      "content-type": "application/json; charset=utf-8",
      ...(answer.status === 200 ? { etag } : {}),
      "x-ratelimit-limit": "5000",
      "x-ratelimit-remaining": "4999",
      ...answer.headers,
    });
    response.end(isKnown ? undefined : text);
  });

  function answerTo(request: IncomingMessage, body: string): Answer {
    const url = new URL(request.url ?? "/", "http://localhost");
    const refusal = headersRefusal(request);
    if (refusal !== null) {
      state.broken.push(`${request.method} ${url.pathname}: ${JSON.stringify(refusal.body)}`);
      return refusal;
    }
    const { authorization } = request.headers;
    if (authorization !== `Bearer ${token}`) {
      return authorization === undefined ? error(404, "Not Found") : error(401, "Bad credentials");
    }
    const route = routes.find(([method, pattern]) => method === request.method && pattern.test(url.pathname));
    if (route === undefined) return error(404, "Not Found");
    const [, pattern, name, work] = route;
    const operation = name === "dispatch" && state.isOld ? contract.dispatchOfServer : contract[name];
    const words = (pattern.exec(url.pathname) ?? []).slice(1).map(decodeURIComponent);
    const strange = [...url.searchParams.keys()].filter((key) => !operation.query.includes(key));
    if (strange.length > 0) state.broken.push(`${url.pathname} has no parameter ${strange.join(", ")}`);
    const answer = work({ words, url, request, body, operation });
    const shape = operation.answers?.[answer.status];
    const unwilling = answer.status === 422 ? contract.validationError : contract.error;
    const expected = answer.status >= 400 ? unwilling : shape;
    if (expected) state.broken.push(...misfits(expected, answer.body).map((what) => `answer to ${name}: ${what}`));
    return answer;
  }

  interface Asked {
    readonly words: readonly string[];
    readonly url: URL;
    readonly request: IncomingMessage;
    readonly body: string;
    readonly operation: Operation;
  }
  type Route = readonly [
    method: string,
    pattern: RegExp,
    name: "repository" | "contents" | "dispatch" | "runs" | "run" | "jobs" | "artifacts" | "runArtifacts" | "download",
    work: (asked: Asked) => Answer,
  ];
  const runOf = (id: string | undefined) => state.runs.find((run) => run.id === Number(id));
  const routes: readonly Route[] = [
    ["GET", /^\/repos\/acme\/ml\/actions\/artifacts$/, "artifacts", listArtifacts],
    ["GET", /^\/repos\/acme\/ml\/actions\/runs\/(\d+)\/artifacts$/, "runArtifacts", listArtifacts],
    [
      "GET",
      /^\/repos\/acme\/ml\/actions\/artifacts\/(\d+)\/zip$/,
      "download",
      ({ words: [id] }) => {
        const found = state.artifacts.find((one) => one.id === Number(id));
        if (!found) return error(404, "Not Found");
        if (found.expired) return error(410, "Artifact has expired");
        return { status: 302, headers: { location: `http://localhost:${state.port}/blob/${id}` } };
      },
    ],
    ["GET", /^\/repos\/acme\/ml$/, "repository", () => ({ status: 200, body: repositoryBody(state.api) })],
    ["GET", /^\/repos\/acme\/ml\/contents\/(.+)$/, "contents", contentsOf],
    ["POST", /^\/repos\/acme\/ml\/actions\/workflows\/([^/]+)\/dispatches$/, "dispatch", dispatch],
    ["GET", /^\/repos\/acme\/ml\/actions\/workflows\/([^/]+)\/runs$/, "runs", listRuns],
    [
      "GET",
      /^\/repos\/acme\/ml\/actions\/runs\/(\d+)$/,
      "run",
      ({ words: [id] }) => {
        const run = runOf(id);
        return run ? { status: 200, body: runBody(state.api, run) } : error(404, "Not Found");
      },
    ],
    [
      "GET",
      /^\/repos\/acme\/ml\/actions\/runs\/(\d+)\/jobs$/,
      "jobs",
      ({ words: [id] }) => {
        const run = runOf(id);
        if (!run) return error(404, "Not Found");
        const jobs = [...run.failedJobs.map((name) => jobBody(run, name, "failure")), jobBody(run, "fine", "success")];
        return { status: 200, body: { total_count: jobs.length, jobs } };
      },
    ],
  ];

  /** The newest first, a page at a time. */
  function listArtifacts({ words: [run], url: { searchParams } }: Asked): Answer {
    if (run !== undefined && runOf(run) === undefined) return error(404, "Not Found");
    const all = state.artifacts.filter((one) => run === undefined || one.run === Number(run)).toReversed();
    const [size, page] = [Number(searchParams.get("per_page") ?? 30), Number(searchParams.get("page") ?? 1)];
    const body = all.slice(size * (page - 1), size * page).map((one) => artifactBody(state.api, one));
    return { status: 200, body: { total_count: all.length, artifacts: body } };
  }

  function contentsOf({ words: [path], url, request }: Asked): Answer {
    const text = read(url.searchParams.get("ref") ?? "main", path ?? "");
    const names = text === null ? folder?.(url.searchParams.get("ref") ?? "main", path ?? "") : undefined;
    if (names) return { status: 200, body: names.map((name) => ({ name, path: `${path}/${name}`, type: "file" })) };
    if (text === null) return error(404, "Not Found");
    if (request.headers.accept !== "application/vnd.github.raw+json") return error(415, "only raw texts are asked for here");
    return { status: 200, body: text };
  }

  function dispatch({ words: [file = ""], body, operation }: Asked): Answer {
    const asked = JSON.parse(body) as { ref: string; inputs?: Record<string, unknown>; return_run_details?: boolean };
    const schema = operation.body as NonNullable<Operation["body"]>;
    const [unknown] = unknownKeys(schema, asked);
    if (unknown !== undefined) return error(422, `Invalid request.\n\n"${unknown}" is not a permitted key.`);
    const wrong = misfits(schema, asked);
    if (wrong.length > 0) return error(422, `Invalid request.\n\n${wrong.join("\n")}`);
    // A workflow is known by the default branch.
    if (read("main", `.github/workflows/${file}`) === null) return error(404, "Not Found");
    if (state.isDisabled) return error(422, "Cannot trigger a 'workflow_dispatch' on a disabled workflow");
    if (!hasBranch(asked.ref)) return error(422, `No ref found for: ${asked.ref}`);
    const text = read(asked.ref, `.github/workflows/${file}`) ?? "";
    const inputs = readInputs(text, asked.inputs ?? {});
    if (typeof inputs === "string") return error(422, inputs);
    if (isCrowded) begin({ file, branch: asked.ref, inputs, text });
    hidesNewest = isCrowded;
    isCrowded = false;
    const run = begin({ file, branch: asked.ref, inputs, text });
    const played = playOut(run).catch((failure: unknown) => void state.broken.push(`a run ended so: ${failure}`));
    playing.add(played);
    void played.then(() => playing.delete(played));
    if (asked.return_run_details !== true) return { status: 204 };
    const { url, html_url } = runBody(state.api, run);
    return { status: 200, body: { workflow_run_id: run.id, run_url: url, html_url } };
  }

  function listRuns({ words: [file], url }: Asked): Answer {
    const { searchParams: asked } = url;
    const isAsked = (run: ServedRun) =>
      run.file === file &&
      (asked.get("branch") ?? run.branch) === run.branch &&
      (asked.get("event") ?? "workflow_dispatch") === "workflow_dispatch";
    const found = state.runs.filter(isAsked).slice(hidesNewest ? 1 : 0);
    hidesNewest = false;
    const page = found.slice(0, Number(asked.get("per_page") ?? 30));
    return { status: 200, body: { total_count: found.length, workflow_runs: page.map((run) => runBody(state.api, run)) } };
  }

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const state: GithubServer = {
    port,
    api: `http://127.0.0.1:${port}`,
    runs: [],
    artifacts: [],
    broken: [],
    asked: [],
    notModified: 0,
    isOld: false,
    isDisabled: false,
    answer: (beginning, answers) => void planned.push({ beginning, answers: [...answers] }),
    crowd: () => {
      isCrowded = true;
    },
    close: async () => {
      await Promise.all(playing);
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return state;
}

const error = (status: number, message: string): Answer => ({
  status,
  body: { message, documentation_url: docs, status: String(status) },
});

/** https://docs.github.com/en/rest/using-the-rest-api/getting-started-with-the-rest-api#headers */
function headersRefusal({ headers, method }: IncomingMessage): Answer | null {
  const { accept = "", "user-agent": agent, "x-github-api-version": version = "", "content-type": type } = headers;
  if (!agent)
    return error(403, "Request forbidden by administrative rules. Please make sure your request has a User-Agent header.");
  if (!/^application\/vnd\.github(\.raw)?\+json$/.test(accept)) return error(415, `Unsupported 'Accept' header: '${accept}'.`);
  if (version !== "2022-11-28") return error(400, `${version} is not a supported version of an Enterprise Server.`);
  if (method === "POST" && type !== "application/json") return error(415, "A body is JSON.");
  return null;
}

interface Input {
  readonly type?: string;
  readonly required?: boolean;
  readonly default?: string | number | boolean;
  readonly options?: readonly string[];
}

/** The inputs as the workflow's expressions see them, or why there is no run. */
export function readInputs(text: string, given: Readonly<Record<string, unknown>>): ServedRun["inputs"] | string {
  const { on } = parse(text) as { readonly on: { readonly workflow_dispatch?: { readonly inputs?: Record<string, Input> } } };
  if (!on || !("workflow_dispatch" in on)) return "Workflow does not have 'workflow_dispatch' trigger";
  const inputs = on.workflow_dispatch?.inputs ?? {};
  const strange = Object.keys(given).filter((name) => inputs[name] === undefined);
  if (strange.length > 0) return `Unexpected inputs provided: ${JSON.stringify(strange)}`;
  if (JSON.stringify(given).length > 65_535) return "inputs are too large.";
  const read: Record<string, string | number | boolean> = {};
  for (const [name, { type = "string", required, default: otherwise, options = [] }] of Object.entries(inputs)) {
    const value = given[name] ?? otherwise;
    if (required && (value === undefined || value === "")) return `Required input '${name}' not provided`;
    const word = String(value ?? "");
    if (type === "choice" && !options.includes(word)) {
      return `Provided value '${word}' for input '${name}' not in the list of allowed values`;
    }
    if (type === "boolean" && !/^(true|false)$/.test(word))
      return `Provided value '${word}' for input '${name}' is not a boolean`;
    // 15 digits, as its expressions have them.
    if (type === "number" && Number.isNaN(Number(word))) return `Provided value '${word}' for input '${name}' is not a number`;
    read[name] = type === "boolean" ? word === "true" : type === "number" ? Number(Number(word).toPrecision(15)) : word;
  }
  return read;
}

const html = "https://github.com/acme/ml";
const owner = { login: "acme", id: 1, node_id: "O_1", type: "Organization", site_admin: false };
const repository = { id: 1, node_id: "R_1", name: "ml", full_name: "acme/ml", private: true, owner };

const repositoryBody = (api: string) => ({ ...repository, html_url: html, url: `${api}${at}`, default_branch: "main" });

function artifactBody(api: string, { id, name, run, bytes, expired = false, isForks = false }: ServedArtifact) {
  const url = `${api}${at}/actions/artifacts/${id}`;
  const time = "2026-11-27T20:00:00Z";
  return {
    id,
    node_id: `A_${id}`,
    name,
    size_in_bytes: bytes.length,
    url,
    archive_download_url: `${url}/zip`,
    expired,
    created_at: time,
    updated_at: time,
    expires_at: time,
    workflow_run: { id: run, repository_id: 1, head_repository_id: isForks ? 2 : 1 },
  };
}

function runBody(api: string, run: ServedRun) {
  const url = `${api}${at}/actions/runs/${run.id}`;
  const { id, branch, file, status, conclusion, createdAt } = run;
  return {
    id,
    name: file,
    node_id: `WFR_${id}`,
    head_branch: branch,
    head_sha: "acb5820ced9479c074f688cc328bf03f341a511d",
    path: `.github/workflows/${file}@${branch}`,
    run_number: 1,
    run_attempt: 1,
    event: "workflow_dispatch",
    display_title: file,
    status,
    conclusion,
    workflow_id: 159_038,
    url,
    html_url: `${html}/actions/runs/${id}`,
    pull_requests: [],
    created_at: createdAt,
    updated_at: createdAt,
    run_started_at: createdAt,
    jobs_url: `${url}/jobs`,
    logs_url: `${url}/logs`,
    check_suite_url: `${api}${at}/check-suites/1`,
    artifacts_url: `${url}/artifacts`,
    cancel_url: `${url}/cancel`,
    rerun_url: `${url}/rerun`,
    workflow_url: `${api}${at}/actions/workflows/159038`,
    head_commit: { id: "acb5820ced9479c074f688cc328bf03f341a511d", message: "zenc deploy: 1 file" },
    repository,
    head_repository: repository,
  };
}

function jobBody(run: ServedRun, name: string, conclusion: "success" | "failure") {
  const id = run.id * 10;
  return {
    id,
    run_id: run.id,
    run_url: `${html}/actions/runs/${run.id}`,
    node_id: `CR_${id}`,
    head_sha: "acb5820ced9479c074f688cc328bf03f341a511d",
    workflow_name: run.file,
    head_branch: run.branch,
    url: `${html}/actions/jobs/${id}`,
    html_url: `${html}/actions/runs/${run.id}/job/${id}`,
    status: "completed",
    conclusion,
    created_at: run.createdAt,
    started_at: run.createdAt,
    completed_at: run.createdAt,
    name,
    check_run_url: `${html}/check-runs/${id}`,
    labels: ["ubuntu-24.04"],
    runner_id: 1,
    runner_name: "GitHub Actions 1",
    runner_group_id: 1,
    runner_group_name: "GitHub Actions",
    steps: [],
  };
}
