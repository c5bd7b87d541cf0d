// Runs on GitHub Actions by its API, against a server that keeps GitHub's documented contract: how a run is started and found, how it is
// followed, and what is done where GitHub is slow, busy, old or unwilling.
import pc from "picocolors";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { githubApi, planInWorkflow } from "../../cli/deploy/github-api.js";
import { limitMs } from "../../cli/deploy/github-client.js";
import { mayPass } from "../../cli/engine-error.js";
import type { Plan } from "../../runtime/contract/index.js";
import { type FlakyWay, openFlakyWay } from "../engines/flaky.js";
import { type GithubServer, type Played, type ServedRun, startGithub, token } from "./github/server.js";

const digest = "289f82cd7c8751ca320b50e9ccf3a47485f5205e177f1f7d16ca14a2311259c5";
const workflow = `"on":
  workflow_dispatch:
    inputs:
      count: {type: number, default: 3}
      mode: {type: choice, required: true, options: [fast, slow]}
env:
  ZENC_PLAN: "${digest}"
`;
const schema = {
  type: "object",
  properties: { count: { type: "number", default: 3 }, mode: { enum: ["fast", "slow"] } },
  required: ["mode"],
};
const plan = { pipeline: "demo", parameters: { schema } } as unknown as Plan;

let server: GithubServer;
let files: Map<string, string>;
let play: (run: ServedRun) => Promise<Played>;
const notes: string[] = [];
beforeEach(async () => {
  files = new Map([["main:.github/workflows/demo.yml", workflow]]);
  play = async () => ({ conclusion: "success" });
  server = await startGithub({
    read: (branch, path) => files.get(`${branch}:${path}`) ?? null,
    hasBranch: (branch) => [...files.keys()].some((key) => key.startsWith(`${branch}:`)),
    play: (run) => play(run),
  });
  vi.stubEnv("GH_TOKEN", undefined);
  vi.stubEnv("GITHUB_TOKEN", token);
  notes.length = 0;
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await server.close();
  expect(server.broken).toEqual([]);
});

const terminal = { note: (text: string) => void notes.push(text), noteColors: pc.createColors(false) };
const open = (of: { readonly branch?: string; readonly api?: string; readonly name?: string } = {}) =>
  githubApi({ owner: "acme", name: "ml", api: server.api, branch: null, ...of }, terminal, 20);
const start = (api = open()) => api.start(plan, { mode: "fast" });
const dispatches = () => server.asked.filter((line) => line.startsWith("POST ")).length;
const failing = async (work: Promise<unknown>) => {
  const error = await work.then(
    () => new Error("It went well."),
    (thrown: Error) => thrown,
  );
  return error as Error & { readonly exitCode?: number; readonly help?: string };
};
async function ended(api: ReturnType<typeof open>, run: Awaited<ReturnType<typeof start>>) {
  for (;;) {
    const phase = await api.phase(run);
    if (phase.state === "succeeded" || phase.state === "failed") return phase;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

test("the plan is that of the default branch, or of the branch that the stack says", async () => {
  files.set("next:.github/workflows/demo.yml", workflow.replace("289f", "389f"));
  expect(await open().plan("demo")).toBe(digest);
  expect(await open({ branch: "next" }).plan("demo")).toBe(digest.replace("289f", "389f"));
  expect(await failing(open().plan("nothing"))).toMatchObject({
    exitCode: 2,
    message: expect.stringContaining(
      'has no pipeline "nothing": no .github/workflows/nothing.yml that one may read on the branch main',
    ),
  });
  files.set("main:.github/workflows/ci.yml", "name: ci\n");
  expect((await failing(open().plan("ci"))).message).toContain("is none of zenc's");
  expect(planInWorkflow(`jobs: {}\nenv:\n  ZENC_PLAN: ${digest}\r\n`)).toBe(digest);
});

test("GitHub says which run it is, and gets what the parameters mean", async () => {
  const api = open();
  const run = await api.start(plan, { mode: "slow", count: 5 });
  expect(run).toEqual({
    pipeline: "demo",
    run: String(server.runs[0]?.id),
    url: `https://github.com/acme/ml/actions/runs/${server.runs[0]?.id}`,
  });
  expect(server.runs[0]).toMatchObject({ branch: "main", inputs: { mode: "slow", count: 5 } });
  expect(await ended(api, run)).toEqual({ state: "succeeded" });
});

test("a run that failed says what failed; one that was cancelled, that", async () => {
  const api = open();
  play = async () => ({ conclusion: "failure", failedJobs: ["fit 1", "fit 2"] });
  expect(await ended(api, await start(api))).toEqual({ state: "failed", message: "GitHub says that fit 1, fit 2 failed" });
  const other = open();
  play = async () => ({ conclusion: "cancelled" });
  expect(await ended(other, await start(other))).toEqual({
    state: "failed",
    message: "GitHub says that the run has ended as cancelled",
  });
});

test("what has not changed is not counted: it is asked for by its tag", async () => {
  let end = (_: Played): void => {};
  play = () => new Promise((resolve) => (end = resolve));
  const api = open();
  const run = await start(api);
  expect(await api.phase(run)).toEqual({ state: "running" });
  expect(await api.phase(run)).toEqual({ state: "running" });
  expect(server.notModified).toBe(1);
  end({ conclusion: "success" });
  expect(await ended(api, run)).toEqual({ state: "succeeded" });
});

test("an Enterprise Server does not say which run it is: it is found, once there is one", async () => {
  server.isOld = true;
  const api = open();
  const first = await start(api);
  const second = await start(open());
  expect([second.run, first.run]).toEqual(server.runs.map(({ id }) => String(id)));
  expect(dispatches()).toBe(4);
  // Not before this start, however long the others took.
  for (const earlier of server.runs) Object.assign(earlier, { createdAt: new Date(Date.now() + 60_000).toISOString() });
  server.answer(/^GET .*\/runs\?/, [{ status: 200, body: { total_count: 0, workflow_runs: [] } }]);
  expect((await failing(start())).message).toContain("3 runs");
  // Runs from before, which were shown late.
  for (const earlier of server.runs) Object.assign(earlier, { createdAt: "2026-02-03T04:05:06Z" });
  server.answer(/^GET .*\/runs\?/, [{ status: 200, body: { total_count: 0, workflow_runs: [] } }]);
  expect((await start()).run).toBe(String(server.runs[0]?.id));
});

test("a run that another one cannot be told from is not taken for it", async () => {
  server.isOld = true;
  server.crowd();
  const { message, exitCode } = await failing(start());
  expect(exitCode).toBe(5);
  expect(message).toContain('2 runs of "demo" were started at the same time');
  for (const { id } of server.runs) expect(message).toContain(`/actions/runs/${id}`);
});

test("a start whose answer is lost is one run all the same; one that never came through is said", async () => {
  const way: FlakyWay = await openFlakyWay(server.port);
  const api = open({ api: `http://127.0.0.1:${way.port}` });
  way.loseAnswerTo(/^POST /);
  const run = await start(api);
  expect(way.cuts()).toBe(1);
  expect(server.runs.map(({ id }) => String(id))).toEqual([run.run]);
  server.answer(/^POST /, [{ status: 502, body: "<html>Bad gateway</html>" }]);
  const lost = await failing(start());
  expect(lost).toMatchObject({ exitCode: 5, message: expect.stringContaining("whether one was started is not known") });
  expect(mayPass(lost)).toBe(false);
  expect(server.runs.length).toBe(1);
  await way.close();
  const gone = await failing(start(open({ api: `http://127.0.0.1:${way.port}` })));
  expect(gone).toMatchObject({ exitCode: 5, message: expect.stringContaining("cannot be reached: ") });
});

test("what changes nothing is asked again; an error of the server's while a run is followed is one that may pass", async () => {
  server.answer(/^GET /, [{ status: 503 }, { status: 500 }]);
  const api = open();
  const run = await start(api);
  server.answer(/^GET .*\/runs\/\d+$/, [
    { status: 502, body: "bad" },
    { status: 404, body: { message: "Not Found" } },
  ]);
  const bad = await failing(api.phase(run));
  expect([mayPass(bad), bad.message]).toEqual([true, expect.stringContaining("answered 502")]);
  // It does not know of it yet.
  expect(await api.phase(run)).toEqual({ state: "queued" });
  expect(await ended(api, run)).toEqual({ state: "succeeded" });
});

test("a limit is waited out before the start, and while a run is followed nothing is asked", async () => {
  const slow = { status: 429, body: { message: "You have exceeded a secondary rate limit." }, headers: { "retry-after": "1" } };
  server.answer(/^POST /, [slow]);
  const api = open();
  const run = await start(api);
  expect(server.runs.length).toBe(1);
  expect(notes).toEqual([expect.stringMatching(/^ {2}GitHub's rate limit is used up: waiting \d/)]);
  server.answer(/^GET .*\/runs\/\d+$/, [slow]);
  const asked = server.asked.length;
  for (let at = 0; at < 5; at++) expect(await api.phase(run)).toEqual({ state: "queued" });
  expect(server.asked.length).toBe(asked + 1);
  expect(await ended(api, run)).toEqual({ state: "succeeded" });
  const reset = String(Math.ceil(Date.now() / 1000) + 3000);
  server.answer(/^POST /, [
    {
      status: 403,
      body: { message: "API rate limit exceeded" },
      headers: { "x-ratelimit-remaining": "0", "x-ratelimit-reset": reset },
    },
  ]);
  const { message, exitCode } = await failing(start());
  expect([exitCode, message]).toEqual([
    5,
    expect.stringMatching(/no more requests with this token until 20..-.*: its rate limit/),
  ]);
});

test("how long a limit lasts", () => {
  const of = (status: number, headers: Record<string, string>, text = "") =>
    limitMs({ status, headers: new Headers(headers), text }, 10_000);
  expect(of(403, {})).toBeNull();
  expect(of(404, { "retry-after": "3" })).toBeNull();
  expect(of(403, { "retry-after": "3" })).toBe(3000);
  expect(of(403, { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "15" })).toBe(5000);
  expect(of(403, { "x-ratelimit-remaining": "7", "x-ratelimit-reset": "15" })).toBeNull();
  expect(of(403, {}, "You have exceeded a secondary rate limit")).toBe(60_000);
  expect(of(429, {})).toBe(60_000);
});

test("what GitHub refuses is said in its words, once", async () => {
  const message = async (work: Promise<unknown>) => {
    const error = await failing(work);
    expect(error.exitCode).toBe(5);
    return `${error.message}${error.help === undefined ? "" : ` ${error.help}`}`;
  };
  files.set("main:.github/workflows/demo.yml", workflow.replace("count:", "other:"));
  const api = open();
  expect(await message(api.start(plan, { mode: "fast", count: 4 }))).toContain(
    'refused a run of "demo": Unexpected inputs provided: ["count"] (422).',
  );
  files.set("main:.github/workflows/demo.yml", workflow);
  expect(await message(open({ branch: "gone" }).start(plan, { mode: "fast" }))).toContain("No ref found for: gone (422)");
  expect(await message(open().start(plan, {}))).toContain("Required input 'mode' not provided (422)");
  server.isDisabled = true;
  expect(await message(start())).toContain("on a disabled workflow (422)");
  expect(dispatches()).toBe(4);
  const forbidden = { status: 403, body: { message: "Resource not accessible by personal access token" } };
  server.answer(/^POST /, [forbidden]);
  expect(await message(start())).toMatch(
    /Resource not accessible by personal access token \(403\)\. The token of .* needs to write actions/,
  );
  vi.stubEnv("GH_TOKEN", "ghp_other");
  expect(await message(start())).toContain("Bad credentials (401)");
  vi.stubEnv("GH_TOKEN", undefined);
  vi.stubEnv("GITHUB_TOKEN", undefined);
  expect(await message(start())).toContain("refused access: Not Found (404). Set GH_TOKEN or GITHUB_TOKEN.");
});

test("a repository that has another name is found, and its token goes to no other server", async () => {
  const moved = (to: string) => [{ status: 307, body: { message: "Temporary Redirect" }, headers: { location: to } }];
  server.answer(/^POST .*\/old\//, moved(`${server.api}/repos/acme/ml/actions/workflows/demo.yml/dispatches`));
  server.answer(/^GET \/repos\/acme\/old\/actions/, [{ status: 200, body: { total_count: 0, workflow_runs: [] } }]);
  const run = await start(open({ name: "old", branch: "main" }));
  expect(server.runs.map(({ id }) => String(id))).toEqual([run.run]);
  server.answer(/^GET \/repos\/acme\/old$/, moved("http://localhost:9/repos/acme/ml"));
  expect(await failing(open({ name: "old" }).plan("demo"))).toMatchObject({
    exitCode: 5,
    message: expect.stringContaining("has moved to http://localhost:9/repos/acme/ml"),
  });
});
