// `zenc deploy`, `diff` and `trigger` for GitHub Actions as processes: files in a checkout and on a branch of a real repository, runs by a
// server that keeps GitHub's documented contract and runs what the repository holds.
import { execFileSync } from "node:child_process";
import { chmod, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { planInWorkflow } from "../../cli/deploy/github-api.js";
import type { Digest } from "../../runtime/contract/index.js";
import { readPlan } from "../../runtime/history/index.js";
import { ensureRun } from "../../runtime/step/index.js";
import { readParameterTexts } from "../../runtime/step/parameter-texts.js";
import { requestOf } from "../../runtime/step/request.js";
import { openStore } from "../../runtime/stores/index.js";
import { runPlan } from "../../targets/local/engine.js";
import { createPool, type Pool } from "../../targets/local/pool.js";
import { stepProcess } from "../conformance/shape.js";
import { type GithubServer, type Played, type ServedRun, startGithub, token } from "../deploy/github/server.js";
import { check, demo } from "./project.js";
import { createProject, masked, type Project } from "./zenc.js";

let project: Project;
let server: GithubServer;
let pool: Pool;
const at = (...path: string[]) => join(project.folder, ...path);
const git = (folder: string, ...words: string[]) =>
  execFileSync("git", ["-c", "user.name=someone", "-c", "user.email=someone@acme.com", ...words], {
    cwd: folder,
    encoding: "utf8",
    stdio: "pipe",
  });
const onBranch = (branch: string, path: string): string | null => {
  try {
    return git(at("hub.git"), "show", `${branch}:${path}`);
  } catch {
    return null;
  }
};

beforeAll(async () => {
  pool = createPool({ entry: stepProcess, size: 2 });
  server = await startGithub({
    read: onBranch,
    hasBranch: (branch) => git(at("hub.git"), "branch", "--list", branch) !== "",
    play,
  });
  project = await createProject({
    "pipeline.ts": demo,
    "check.ts": check,
    "package.json": '{ "name": "demo", "type": "module" }\n',
    ".gitignore": "hub.git\n.cache\nartifacts\nplain\n",
  });
  await project.write({ "zenc.yaml": stackText(`{ api: "${server.api}" }`) });
  await mkdir(at("hub.git"));
  git(at("hub.git"), "init", "--quiet", "--bare", "--initial-branch", "main");
  git(project.folder, "init", "--quiet", "--initial-branch", "main");
  git(project.folder, "remote", "add", "origin", "https://github.com/acme/ml.git");
  git(project.folder, "config", `url.${at("hub.git")}.pushInsteadOf`, "https://github.com/acme/ml.git");
  process.env.GH_TOKEN = token;
});
afterAll(async () => {
  delete process.env.GH_TOKEN;
  await server?.close();
  await pool?.stop();
  await project?.remove();
  expect(server.broken).toEqual([]);
});

const stackText = (deploy: string, more = "") => `stacks:
  local: { target: local, store: .zenc }
  production:
    target: github
    store: artifacts
    deploy: ${deploy}
${more}`;
const stack = ["--stack", "production"];
const zenc = (command: string, ...words: string[]) => project.zenc([command, "pipeline.ts", ...stack, ...words]);
const trigger = (...words: string[]) => project.zenc(["trigger", "demo", ...stack, ...words]);
const run = (...words: string[]) => project.zenc(["run", "pipeline.ts", "--stack", "local", "--no-cache", ...words]);

/** What the runners would do: what the committed workflow says, with the inputs as they see them. */
async function play({ id, text, inputs }: ServedRun): Promise<Played> {
  const store = await openStore(at("artifacts"));
  const digest = planInWorkflow(text) as Digest;
  const plan = await readPlan(store, digest);
  const identity = { ZENC_PLAN: digest, ZENC_RUN: String(id), ZENC_STORE: at("artifacts"), ZENC_TASK: "any" };
  const { parameterTexts = {} } = requestOf({ ...identity, ZENC_INPUTS: JSON.stringify(inputs) });
  const parameters = readParameterTexts(parameterTexts, plan.parameters.schema);
  const request = { plan: digest, run: String(id), engine: "github", parametersJson: JSON.stringify(parameters), cache: false };
  await ensureRun(store, plan, request);
  const { status, view } = await runPlan({ plan, digest, store, run: String(id), parameters, cache: false, pool });
  const failedJobs = view.nodes.filter(({ state }) => state === "failed").map(({ node }) => node);
  return status === "succeeded" ? { conclusion: "success" } : { conclusion: "failure", failedJobs };
}

const workflow = ".github/workflows/demo.yml";
const commit = () => {
  git(project.folder, "add", "--all");
  git(project.folder, "commit", "--quiet", "--message", "deploy");
  git(project.folder, "push", "--quiet", "origin", "main");
};
const taskLines = (text: string) =>
  masked(text)
    .split("\n")
    .filter((line) => /^[✓↺–✗·] /.test(line))
    .map((line) => line.replace(/ TOOK.*$/, "").trim())
    .sort();
/** From the failure on, without the ids of runs. */
const ending = (text: string) => masked(text.slice(text.indexOf("\n\n"))).replace(/\b8412\d+\b/g, "RUN");

describe.sequential("a checkout", () => {
  test("--dry-run shows the difference; then the files are there, each with its last line; once more, nothing changes", async () => {
    const dry = await zenc("deploy", "--dry-run");
    expect(dry, dry.stderr).toMatchObject({ code: 0 });
    expect(dry.stdout).toContain(`+ ${workflow} new`);
    expect(await readdir(project.folder)).not.toContain(".github");
    expect((await zenc("diff")).stdout).toBe("demo  not deployed yet\n");
    const first = await zenc("deploy");
    expect(first).toMatchObject({ code: 0, stdout: "" });
    expect(first.stderr).toContain("✓ the folder .: 2 changes\n  commit and push it: runs start from the default branch");
    expect(await readFile(at(workflow), "utf8")).toMatch(/\n# zenc deploy: project=demo pipeline=demo sha256=[0-9a-f]{64}\n$/);
    expect(await readFile(at("zenc-step.mjs"), "utf8")).toMatch(
      /\n\/\/ zenc deploy: project=- pipeline=- sha256=[0-9a-f]{64}\n$/,
    );
    const again = await zenc("deploy");
    expect(again.stderr).toMatch(/✓ the folder \.: nothing to change\n$/);
    expect(await zenc("diff")).toMatchObject({ code: 0, stdout: "demo  as it is deployed\n" });
  });

  test("zenc compile --check takes what was deployed for what it is", async () => {
    const words = ["compile", "pipeline.ts", ...stack, "--out", ".", "--runtime", "--check"];
    expect(await project.zenc(words)).toMatchObject({ code: 0, stdout: "" });
    const deployed = await readFile(at(workflow), "utf8");
    await writeFile(at(workflow), deployed.replace("timeout-minutes", "timeout-seconds").replace("runs-on: u", "runs-on: U"));
    expect(await project.zenc(words)).toMatchObject({ code: 1, stdout: expect.stringContaining(`out of date ${workflow}`) });
    await writeFile(at(workflow), deployed);
  });

  test("what somebody has changed is refused, and overwritten when told; what nobody makes is said, and removed when told", async () => {
    const deployed = await readFile(at(workflow), "utf8");
    await writeFile(at(workflow), deployed.replace("runs-on: ubuntu-24.04", "runs-on: macos-15"));
    await writeFile(at(".github/workflows/ci.yml"), "name: theirs\n");
    const refused = await zenc("deploy");
    expect(refused.code).toBe(1);
    expect(refused.stdout).toContain(`${workflow} refused: somebody has changed it since it was deployed`);
    expect(refused.stdout).toContain("-    runs-on: macos-15");
    expect((await zenc("diff")).stdout).toContain(`! ${workflow}: somebody has changed it since it was deployed`);
    expect((await zenc("deploy", "--force")).code).toBe(0);
    expect(await readFile(at(workflow), "utf8")).toBe(deployed);
    const { stdout, code } = await zenc("deploy", "--prune", "--dry-run");
    expect([code, stdout]).toEqual([0, ""]);
    expect(await readFile(at(".github/workflows/ci.yml"), "utf8")).toBe("name: theirs\n");
  });

  test("runtime: path needs no step process in the repository; a folder that is no checkout, or no folder, is said", async () => {
    await project.write({ "zenc.yaml": stackText("{ to: plain }", "    github: { runtime: path }\n") });
    const plain = await zenc("deploy");
    expect(plain).toMatchObject({ code: 0 });
    expect(plain.stderr).toContain(
      "! GitHub reads workflows in the root of a repository, and the folder plain is not the root of a checkout",
    );
    expect((await readdir(at("plain"), { recursive: true })).sort()).toEqual([".github", ".github/workflows", workflow]);
    const bucket = await zenc("deploy", "--to", "s3://ml/dags");
    expect(bucket).toMatchObject({ code: 2, stderr: expect.stringContaining("GitHub reads workflows from a repository") });
    await project.write({ "zenc.yaml": stackText("{ to: { git: ./hub.git, path: sub } }") });
    expect((await zenc("deploy")).stderr).toContain('in the root of a repository, not in "sub"');
    await project.write({ "zenc.yaml": stackText(`{ api: "${server.api}" }`) });
  });
});

describe.sequential("runs", () => {
  test("a pipeline that is not pushed is none; nor is there one without a token", async () => {
    const early = await trigger();
    expect(early).toMatchObject({ code: 2, stderr: expect.stringContaining("it needs to be committed and pushed") });
    commit();
    delete process.env.GH_TOKEN;
    const stranger = await trigger();
    process.env.GH_TOKEN = token;
    expect(stranger).toMatchObject({ code: 5, stderr: expect.stringContaining("Set GH_TOKEN or GITHUB_TOKEN") });
  });

  test("a run there is printed and ends as one here", async () => {
    const words = ["--param", "count=4", "--param", "threshold=2"];
    const [there, here] = await Promise.all([trigger(...words, "--wait"), run(...words)]);
    expect(there, there.stderr).toMatchObject({ code: 0, stdout: here.stdout });
    expect(taskLines(there.stderr)).toEqual(taskLines(here.stderr));
    expect(taskLines(there.stderr).length).toBeGreaterThan(3);
    expect(there.stderr).toContain(`demo  ${server.runs[0]?.id}  https://github.com/acme/ml/actions/runs/`);
    expect(server.runs[0]?.inputs).toEqual({ count: 4, threshold: 2, bad: -1 });
  });

  test("one that fails too, with the words and the document", async () => {
    const [there, here] = await Promise.all([trigger("--param", "bad=1", "--wait"), run("--param", "bad=1")]);
    expect(here.code).toBe(1);
    expect(there, there.stderr).toMatchObject({ code: 1, stdout: here.stdout });
    expect(taskLines(there.stderr)).toEqual(taskLines(here.stderr));
    expect(ending(there.stderr)).toBe(ending(here.stderr));
    const { stdout, code } = await trigger("--param", "bad=1", "--wait", "--format", "json");
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      version: 1,
      run: String(server.runs[0]?.id),
      status: "failed",
      engine: "github",
      error: { node: "train", index: [1], name: "RangeError" },
    });
  });

  test("without --wait the answer is GitHub's run; wrong parameters and unknown pipelines start none", async () => {
    const { stdout, stderr, code } = await trigger();
    expect([code, stdout]).toEqual([0, `${server.runs[0]?.id}\n`]);
    expect(stderr).toContain(`https://github.com/acme/ml/actions/runs/${server.runs[0]?.id}`);
    const before = server.runs.length;
    const wrong = await trigger("--param", "count=0");
    expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('The parameter "count" must be >= 1') });
    expect(await project.zenc(["trigger", "nothing", ...stack])).toMatchObject({ code: 2 });
    expect(server.runs.length).toBe(before);
  });
});

describe.sequential("a branch", () => {
  const toBranch = () =>
    project.write({
      "zenc.yaml": stackText(`{ to: { git: ./hub.git, branch: runs }, repository: acme/ml, api: "${server.api}" }`),
    });

  test("gets one commit with the files, and none where nothing changes; runs start from it", async () => {
    await toBranch();
    await project.write({ "check.ts": check.replace(" is bad", " is very bad") });
    const first = await zenc("deploy");
    expect(first, first.stderr).toMatchObject({ code: 0 });
    expect((await zenc("deploy")).stderr).toContain("branch runs: nothing to change");
    expect(git(at("hub.git"), "rev-list", "--count", "runs").trim()).toBe("1");
    expect(onBranch("runs", workflow)).not.toBe(onBranch("main", workflow));
    const { code, stderr } = await trigger("--param", "bad=0", "--wait");
    expect([code, stderr]).toEqual([1, expect.stringContaining("item 0 is very bad")]);
    expect(server.runs[0]?.branch).toBe("runs");
    await project.write({ "check.ts": check });
    const difference = await zenc("diff");
    expect(masked(difference.stdout)).toMatch(/^demo {2}changed {2}plan .*\n.*\n {2}step train code .* check\.ts\n$/);
  });

  test("what GitHub rejects is said with its reason, and not tried again", async () => {
    const hook = at("hub.git/hooks/pre-receive");
    const reason = "refusing to allow an OAuth App to create or update workflow without workflow scope";
    await writeFile(hook, `#!/bin/sh\necho tried >> ${at("tries")}\necho "${reason}" >&2\nexit 1\n`);
    await chmod(hook, 0o755);
    const { code, stderr } = await zenc("deploy");
    expect(code).toBe(5);
    expect(stderr).toContain(`remote: ${reason}`);
    expect(await readFile(at("tries"), "utf8")).toBe("tried\n");
  });
});
