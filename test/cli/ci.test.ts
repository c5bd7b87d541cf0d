// biome-ignore-all lint/suspicious/noTemplateCurlyInString: GitHub reads them
// `zenc ci github`: the goldens in ci/, laws over them, and what the command refuses. (The checkers and act: test/engines/ci.test.ts.)
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import type { CiWorkflow } from "../../cli/ci/github/document.js";
import { actions } from "../../targets/github/actions.js";
import { evaluate, interpolate } from "../github/expression.js";
import { goldens } from "./ci/goldens.js";
import { createProject, type Project } from "./zenc.js";

const folder = fileURLToPath(new URL("./ci/", import.meta.url));
const lock = JSON.stringify({ packages: { "node_modules/zenc": { version: "0.1.0" } } });
let project: Project;
beforeAll(async () => {
  project = await createProject({
    "zenc.yaml": await readFile(join(folder, "zenc.yaml"), "utf8"),
    "pipeline.ts": "",
    "package-lock.json": lock,
  });
  await mkdir(join(project.folder, ".git"));
});
afterAll(() => project.remove());
const ci = (...words: string[]) => project.zenc(["ci", "github", ...words]);

describe.each(Object.entries(goldens))("%s", (name, words) => {
  const golden = join(folder, `${name}.yml`);
  const out = `out/${name}.yml`;

  test("the file", async () => {
    expect(await ci(...words, "--out", out)).toMatchObject({ code: 0 });
    const text = await readFile(join(project.folder, out), "utf8");
    if (process.env.UPDATE) await writeFile(golden, text);
    expect(text).toBe(await readFile(golden, "utf8"));
  });

  test("is hardened: pinned actions, rights by job, no expression in a command, secrets in the deployment alone", async () => {
    const text = await readFile(golden, "utf8");
    const { on, permissions, jobs } = parse(text) as CiWorkflow;
    expect(Object.keys(on)).toEqual(["pull_request", "merge_group", "push"]);
    expect(permissions).toEqual({});
    expect(jobs.check?.permissions).toEqual({ contents: "read" });
    const pinned = new Set<string>(Object.values(actions).map(({ uses }) => uses));
    for (const [id, job] of Object.entries(jobs)) {
      expect(job.permissions, id).toBeDefined();
      expect(job["timeout-minutes"], id).toBeGreaterThan(0);
      if (id !== "deploy") expect(JSON.stringify(job), id).not.toMatch(/secrets\./);
      for (const step of job.steps) {
        if (step.uses === undefined) expect(step.run, id).not.toContain("${{");
        else expect(pinned.has(step.uses), step.uses).toBe(true);
        if (step.uses === actions.checkout.uses) expect(step.with?.["persist-credentials"]).toBe(false);
      }
      // What has rights runs nothing of the pull request.
      const writes = Object.values(job.permissions).includes("write") && id !== "deploy";
      if (writes) expect(job.steps.map((step) => step.run ?? "").join("\n"), id).not.toMatch(/npm|npx/);
    }
    if (jobs.deploy) expect(jobs.deploy.if).toBe("${{ github.event_name == 'push' }}");
  });
});

/** What happens, as GitHub's context says it. */
const events = {
  "a pull request": {
    event_name: "pull_request",
    sha: "m1",
    event: { pull_request: { number: 7, head: { repo: { full_name: "acme/churn" } } } },
  },
  "a fork's": {
    event_name: "pull_request",
    sha: "m2",
    event: { pull_request: { number: 8, head: { repo: { full_name: "somebody/churn" } } } },
  },
  "a merge queue": { event_name: "merge_group", sha: "c1", event: { merge_group: { base_sha: "b1" } } },
  "a push": { event_name: "push", sha: "c1", event: {} },
} as const;

test.each([
  ["a pull request", ["check", "code_scanning", "comment"], "2", "HEAD^1"],
  ["a fork's", ["check"], "2", "HEAD^1"],
  ["a merge queue", ["check", "code_scanning"], "0", "b1"],
  ["a push", ["check", "code_scanning", "deploy"], "2", null],
] as const)("%s: which jobs run, how much is fetched, and what the plans are compared with", async (name, jobs, depth, base) => {
  const workflow = parse(await readFile(join(folder, "argo.yml"), "utf8")) as CiWorkflow;
  const functions = { cancelled: () => false };
  const around = { contexts: { github: { ...events[name], repository: "acme/churn" } }, functions };
  const step = workflow.jobs.check?.steps.find(({ id }) => id === "plan");
  const checked = { contexts: { ...around.contexts, steps: { check: { outcome: "success" } } }, functions };
  const compares = evaluate(step?.if as string, checked);
  const outputs = { report: "1", plan: compares ? "success" : "skipped" };
  const after = { contexts: { ...around.contexts, needs: { check: { result: "success", outputs } } }, functions };
  const runs = Object.entries(workflow.jobs).flatMap(([id, job]) =>
    job.if === undefined || evaluate(job.if, after) ? [id] : [],
  );
  expect(runs).toEqual(jobs);
  const [checkout] = workflow.jobs.check?.steps ?? [];
  expect(interpolate(`${checkout?.with?.["fetch-depth"]}`, around)).toBe(depth);
  expect(compares ? interpolate(step?.env?.BASE as string, around) : null).toBe(base);
});

test("runs of different events do not cancel one another, though a merge queue's commit is pushed as it is", async () => {
  const { concurrency } = parse(await readFile(join(folder, "argo.yml"), "utf8")) as CiWorkflow;
  const groups = Object.values(events).map((github) => interpolate(concurrency.group, { contexts: { github }, functions: {} }));
  expect(new Set(groups).size).toBe(groups.length);
});

test("again, it changes nothing; --check tells what differs", async () => {
  const words = ["pipeline.ts", "--stack", "argo"];
  expect((await ci(...words, "--check")).code).toBe(1);
  expect((await ci(...words)).stderr).toContain(".github/workflows/zenc.yml written");
  expect((await ci(...words)).stderr).toContain("= .github/workflows/zenc.yml");
  expect((await ci(...words, "--check")).code).toBe(0);
  const { code, stdout } = await ci("other.ts", "--stack", "argo", "--check");
  expect(code).toBe(1);
  expect(stdout).toContain("zenc check other.ts");
  const file = join(project.folder, ".github/workflows/zenc.yml");
  const command = /^# zenc (ci github .*)$/m.exec(await readFile(file, "utf8"))?.[1];
  expect((await project.zenc([...(command as string).split(" "), "--check"])).code).toBe(0);
});

test("a file of somebody else's is left alone", async () => {
  const path = ".github/workflows/own.yml";
  await project.write({ [path]: "name: mine\n" });
  const { code, stderr } = await ci("pipeline.ts", "--stack", "argo", "--out", path);
  expect(code).toBe(2);
  expect(stderr).toContain("was not written by zenc ci");
  expect(await readFile(join(project.folder, path), "utf8")).toBe("name: mine\n");
});

test("paths that no command line should carry are refused", async () => {
  for (const path of ["$(id).ts", "a'b.ts", "${{ x }}.ts", "a\nb.ts", "`id`.ts"]) {
    expect(await ci(path, "--stack", "argo"), path).toMatchObject({ code: 2, stderr: expect.stringContaining("cannot name") });
  }
});

test("it says what the workflow will lack", async () => {
  const said = async (stack: string) => (await ci("pipeline.ts", "--stack", stack, "--out", `out/${stack}-hints.yml`)).stderr;
  expect(await said("local")).toContain("deploys nothing");
  expect(await said("other-repository")).toContain("is a folder");
  expect(await said("argo")).not.toContain("!");
  await project.write({ "zenc.yaml": "stacks:\n  bare: { target: airflow, store: s3://bucket/zenc }\n" });
  const bare = await said("bare");
  expect(bare).toContain("cannot reach S3");
  expect(bare).toContain("does not know where files go");
  await project.write({ "zenc.yaml": await readFile(join(folder, "zenc.yaml"), "utf8") });
});

test("without a lock that has zenc, CI could not run it", async () => {
  await project.write({ "package-lock.json": "{}" });
  expect(await ci("pipeline.ts", "--stack", "argo")).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("npm install --save-dev zenc"),
  });
  await project.write({ "package-lock.json": lock });
});
