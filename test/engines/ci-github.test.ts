// The workflow of a stack of GitHub Actions, under act: what is merged runs there, from the repository and from a branch that it is brought to.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type S3Server, s3Environment, startS3 } from "../s3/server.js";
import { makeRepository, pullRequest, push, type Repository } from "./ci/repository.js";
import { runWithAct } from "./github/act.js";
import { installGithub } from "./github/install.js";

const secrets = { KEY: s3Environment.AWS_ACCESS_KEY_ID, SECRET_KEY: s3Environment.AWS_SECRET_ACCESS_KEY };
const keys = "AWS_REGION: us-east-1, AWS_ACCESS_KEY_ID: { secret: KEY }, AWS_SECRET_ACCESS_KEY: { secret: SECRET_KEY }";

let s3: S3Server;
let repository: Repository | undefined;
beforeAll(async () => {
  s3 = await startS3();
});
afterAll(() => s3?.close());

async function open(store: string, deploy: (place: string) => string): Promise<Repository> {
  const stack = (place: string) =>
    `target: github\nstore: ${s3.url("ml", store)}\ngithub: { env: { ${keys} } }\n${deploy(place)}ci: { env: { ${keys} } }`;
  return makeRepository({ stack, compiled: "." });
}

/** What is merged is pushed; then a run is started with the files that GitHub has. */
async function mergeAndRun(own: Repository, read: (file: string) => Promise<string>): Promise<void> {
  const { code, jobs, log } = await own.run({ ...push, secrets }, "push");
  expect(jobs, log.slice(-6000)).toEqual({ check: "success", code_scanning: "success", deploy: "success" });
  expect(code).toBe(0);
  const compiled = await readFile(join(own.folder, "zenc-step.mjs"), "utf8");
  expect((await read("zenc-step.mjs")).startsWith(compiled.trim())).toBe(true);
  const path = ".github/workflows/churn.yml";
  const job = { path, text: await read(path), inputs: { limit: "5" }, run: "17", secrets };
  const run = await runWithAct(await installGithub(), job);
  expect(run.status, run.log.slice(-6000)).toBe("succeeded");
  const { stdout } = await own.zenc("show", "17", "--format", "json");
  expect(JSON.parse(stdout)).toMatchObject({ status: "succeeded", engine: "github", result: 5 });
}

describe.sequential("in the repository itself", () => {
  beforeAll(async () => {
    repository = await open("here", () => "");
  });
  afterAll(() => repository?.close());

  test("a pull request is checked, its workflow and zenc-step.mjs too", async () => {
    const own = repository as Repository;
    await own.merged("change", async () => {
      await own.edit("pipeline.ts", (text) => text.replace("limit = 3", "limit = 4"));
      await own.compile();
    });
    const { code, jobs, log } = await own.run(pullRequest(), "own");
    expect(jobs, log.slice(-6000)).toEqual({ check: "success", code_scanning: "success", comment: "success" });
    expect(code).toBe(0);
    expect(await own.kept("own", "comment.md")).toContain("| parameter `limit` |");
    expect(s3.state.requests).toEqual([]);
    await own.edit("zenc-step.mjs", (text) => `${text}//\n`);
    const stale = await own.run(pullRequest(), "own");
    expect(stale.jobs.check).toBe("failure");
    expect(await own.resultsIn("own", "zenc-production.sarif")).toEqual(["file-out-of-date"]);
    await own.git("checkout", "--quiet", "--", "zenc-step.mjs");
  });

  test("what is merged runs with the plan and code that the store has", async () => {
    const own = repository as Repository;
    await own.git("checkout", "--quiet", "main");
    await own.git("merge", "--quiet", "--ff-only", "change");
    await mergeAndRun(own, (file) => readFile(join(own.folder, file), "utf8"));
  });
});

test("on a branch that the workflows are brought to", async () => {
  const own = await open("branch", (place) => `deploy: { to: { git: ${join(place, "runs.git")}, branch: runs } }\n`);
  try {
    const runs = await own.bare("runs.git");
    await mergeAndRun(own, (file) => own.git("--git-dir", runs, "show", `runs:${file}`));
  } finally {
    await own.close();
  }
});
