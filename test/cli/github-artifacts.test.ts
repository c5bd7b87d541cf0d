// A stack without a cloud, whose store is the artifacts of GitHub's runs: plan and code come with the workflow, runs are read at home. GitHub is
// a server that keeps its documented contract; its runners are the local engine over the layers that a job has.
import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { planInWorkflow } from "../../cli/deploy/github-api.js";
import { type Digest, layersUrl } from "../../runtime/contract/index.js";
import { readPlan } from "../../runtime/history/index.js";
import { ensureRun } from "../../runtime/step/index.js";
import { readParameterTexts } from "../../runtime/step/parameter-texts.js";
import { requestOf } from "../../runtime/step/request.js";
import { openStore } from "../../runtime/stores/index.js";
import { runPlan } from "../../targets/local/engine.js";
import { createPool, type Pool } from "../../targets/local/pool.js";
import { stepProcess } from "../conformance/shape.js";
import { type GithubServer, type Played, type ServedRun, startGithub, token } from "../deploy/github/server.js";
import { zipOf } from "../deploy/github/zip.js";
import { check, demo } from "./project.js";
import { createProject, masked, type Project } from "./zenc.js";

let project: Project;
let server: GithubServer;
let pool: Pool;
const at = (...path: string[]) => join(project.folder, ...path);
const inHub = (...words: string[]) => execFileSync("git", words, { cwd: at("hub.git"), encoding: "utf8", stdio: "pipe" });
const onBranch = (branch: string, path: string): string | null => {
  try {
    return inHub("cat-file", "blob", `${branch}:${path}`);
  } catch {
    return null;
  }
};
const filesOnMain = (path: string) => inHub("ls-tree", "-r", "--name-only", "main", path).trim().split("\n").filter(Boolean);

beforeAll(async () => {
  pool = createPool({ entry: stepProcess, size: 2 });
  server = await startGithub({
    read: onBranch,
    hasBranch: (branch) => inHub("branch", "--list", branch) !== "",
    folder: (branch, path) => {
      const names = inHub("ls-tree", "--name-only", branch, `${path}/`).trim().split("\n").filter(Boolean);
      return names.length === 0 ? null : names.map((name) => name.slice(path.length + 1));
    },
    play,
  });
  project = await createProject({
    "pipeline.ts": demo,
    "check.ts": check,
    "package.json": '{ "name": "demo", "type": "module" }\n',
    "zenc.yaml": `stacks:
  local: { target: local, store: .zenc }
  try:
    target: github
    store: github://acme/ml
    deploy: { to: { git: ./hub.git }, repository: acme/ml, api: "${server.api}" }
`,
  });
  await mkdir(at("hub.git"));
  inHub("init", "--quiet", "--bare", "--initial-branch", "main");
  Object.assign(process.env, { GH_TOKEN: token, GITHUB_API_URL: server.api });
});
afterAll(async () => {
  for (const name of ["GH_TOKEN", "GITHUB_API_URL"]) delete process.env[name];
  await server?.close();
  await pool?.stop();
  await project?.remove();
  expect(server.broken).toEqual([]);
});

const stack = ["--stack", "try"];
const zenc = (command: string, ...words: string[]) => project.zenc([command, "pipeline.ts", ...stack, ...words]);
const trigger = (...words: string[]) => project.zenc(["trigger", "demo", ...stack, ...words]);
const run = (...words: string[]) => project.zenc(["run", "pipeline.ts", "--stack", "local", "--no-cache", ...words]);
const show = async (...words: string[]) => {
  const { code, stdout, stderr } = await project.zenc(["show", ...words, ...stack, "--format", "json"]);
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout);
};

/** What the runners would do, in one process: a half of what it leaves is one artifact, and the rest another. */
async function play({ id, text, inputs }: ServedRun): Promise<Played> {
  const place = await mkdtemp(at("runner-"));
  for (const path of filesOnMain(".github/zenc/demo")) {
    const file = join(place, "code", path.slice(".github/zenc/demo/".length));
    await mkdir(join(file, ".."), { recursive: true });
    execFileSync("sh", ["-c", 'git cat-file blob "$1" > "$2"', "sh", `main:${path}`, file], { cwd: at("hub.git") });
  }
  const url = layersUrl(join(place, "added"), [join(place, "code")]);
  const store = await openStore(url);
  const digest = planInWorkflow(text) as Digest;
  const plan = await readPlan(store, digest);
  const identity = { ZENC_PLAN: digest, ZENC_RUN: String(id), ZENC_STORE: url, ZENC_TASK: "any" };
  const { parameterTexts = {} } = requestOf({ ...identity, ZENC_INPUTS: JSON.stringify(inputs) });
  const parameters = readParameterTexts(parameterTexts, plan.parameters.schema);
  const request = { plan: digest, run: String(id), engine: "github", parametersJson: JSON.stringify(parameters), cache: false };
  await ensureRun(store, plan, request);
  await keepAs(place, id, "zenc.demo.load.1");
  const { status, view } = await runPlan({ plan, digest, store, run: String(id), parameters, cache: false, pool });
  await keepAs(place, id, "zenc.demo.train.0.1");
  await rm(place, { recursive: true });
  const failedJobs = view.nodes.filter(({ state }) => state === "failed").map(({ node }) => node);
  return status === "succeeded" ? { conclusion: "success" } : { conclusion: "failure", failedJobs };
}

async function keepAs(place: string, run: number, name: string): Promise<void> {
  const added = join(place, "added");
  const entries = await readdir(added, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const named = await Promise.all(files.map(async (file) => [file.slice(added.length + 1), await readFile(file)] as const));
  const bytes = zipOf(Object.fromEntries(named), { stored: name.includes("train"), wide: name.includes("load") });
  server.artifacts.push({ id: 100 + server.artifacts.length, name, run, bytes });
}

test("plan and code come with the workflow, in one commit; once more, nothing changes", async () => {
  const first = await zenc("deploy");
  expect(first, first.stderr).toMatchObject({ code: 0 });
  expect(first.stderr).toContain("warning[store-artifacts]");
  expect(first.stderr).toMatch(/↑ demo: \d+ objects, [\d.]+ KiB to \.github\/zenc\/demo/);
  expect(inHub("rev-list", "--count", "main").trim()).toBe("1");
  const plan = planInWorkflow(onBranch("main", ".github/workflows/demo.yml") ?? "");
  expect(filesOnMain(".github/zenc")).toContain(`.github/zenc/demo/plans/${plan}.json`);
  expect((await zenc("deploy")).stderr).toContain("nothing to change");
  expect(inHub("rev-list", "--count", "main").trim()).toBe("1");
  expect(await zenc("diff")).toMatchObject({ code: 0 });
});

test("what was changed replaces what nothing needs any more", async () => {
  const before = filesOnMain(".github/zenc");
  await project.write({ "pipeline.ts": demo.replace('"demo",\n', '{ name: "demo", schedule: "0 3 * * *" },\n') });
  const difference = await zenc("diff");
  expect(difference.code, difference.stdout).toBe(1);
  expect((await zenc("deploy")).code).toBe(0);
  const after = filesOnMain(".github/zenc");
  expect(after.filter((path) => path.includes("/plans/")).length).toBe(2);
  expect(after.length).toBe(before.length);
  expect(after).not.toEqual(before);
  await project.write({ "pipeline.ts": demo });
  expect((await zenc("deploy")).code).toBe(0);
  expect(filesOnMain(".github/zenc")).toEqual(before);
});

test("a run there is printed as one here, and looked at afterwards; each artifact is fetched once", async () => {
  const [there, here] = await Promise.all([trigger("--param", "count=4", "--wait"), run("--param", "count=4")]);
  expect(there, there.stderr).toMatchObject({ code: 0, stdout: here.stdout });
  const failed = await trigger("--param", "bad=1", "--wait");
  expect(failed.code, failed.stderr).toBe(1);
  const [second, first] = server.runs;
  expect(await show(String(first?.id))).toMatchObject({ status: "succeeded", engine: "github" });
  expect(await show("latest")).toMatchObject({ run: String(second?.id), status: "failed", error: { node: "train" } });
  const { stdout } = await project.zenc(["runs", ...stack]);
  expect(masked(stdout)).toContain(String(first?.id));
  expect(masked(stdout)).toContain(String(second?.id));
  const fetched = server.asked.filter((line) => line.startsWith("GET /blob/"));
  expect(fetched.length).toBe(new Set(fetched).size);
});

test("it is another machine's too: what was fetched can be fetched again, and what is gone is said", async () => {
  await rm(at(".cache"), { recursive: true });
  expect(await show(String(server.runs[1]?.id))).toMatchObject({ status: "succeeded" });
  // Nobody else's run is taken for one of the repository, whatever it calls what it leaves; and one is found without the others.
  const stranger = { id: 900, name: "zenc.demo.load.1", run: 9_999_999_999, bytes: Buffer.from("no archive") };
  server.artifacts.push({ ...stranger, isForks: true });
  expect(await show("latest")).toMatchObject({ run: String(server.runs[0]?.id) });
  server.artifacts.splice(server.artifacts.length - 1, 1, stranger);
  expect(await show(String(server.runs[1]?.id))).toMatchObject({ status: "succeeded" });
  server.artifacts.pop();
  const [kept] = server.artifacts;
  server.artifacts[0] = {
    ...(kept as (typeof server.artifacts)[number]),
    bytes: (kept?.bytes ?? Buffer.alloc(0)).subarray(0, -40),
  };
  await rm(at(".cache"), { recursive: true });
  const damaged = await project.zenc(["show", String(server.runs[1]?.id), ...stack]);
  expect(damaged.code).toBe(3);
  expect(damaged.stderr).toContain("the zip archive is damaged");
  server.artifacts.splice(0);
  await rm(at(".cache"), { recursive: true });
  const gone = await project.zenc(["show", "latest", ...stack]);
  expect(gone).toMatchObject({ code: 2, stderr: expect.stringContaining('The store "github://acme/ml" has no runs') });
});

test("nothing else writes there, and no other engine has it", async () => {
  const local = await zenc("run");
  expect(local).toMatchObject({ code: 2, stderr: expect.stringContaining("error[store-elsewhere]") });
  await project.write({ "pipeline.ts": demo.replace('"demo",', '"other",') });
  const pushed = await zenc("compile", "--out", "out", "--push");
  expect(pushed.code).not.toBe(0);
  expect(pushed.stderr).toContain("zenc deploy brings plan and code to the repository");
});

test("what is removed takes its code along", async () => {
  await project.write({ "pipeline.ts": demo.replace('"demo",', '"renamed",') });
  expect((await zenc("deploy", "--prune")).code).toBe(0);
  expect(filesOnMain(".github").filter((path) => path.includes("demo"))).toEqual([]);
  expect(filesOnMain(".github/zenc/renamed").length).toBeGreaterThan(2);
});
