// The workflow of a stack of GitHub Actions, under act: what is merged runs there, from the repository and from a branch that is brought.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type S3Server, s3Environment, startS3 } from "../s3/server.js";
import { makeRepository, pullRequest, push, type Repository } from "./ci/repository.js";
import { runWithAct } from "./github/act.js";
import { installGithub } from "./github/install.js";

const secrets = { KEY: s3Environment.AWS_ACCESS_KEY_ID, SECRET_KEY: s3Environment.AWS_SECRET_ACCESS_KEY };
const keys = "AWS_REGION: us-east-1, AWS_ACCESS_KEY_ID: { secret: KEY }, AWS_SECRET_ACCESS_KEY: { secret: SECRET_KEY }";

const places = {
  "in the repository itself": { to: () => "", branch: "" },
  "on a branch": { to: (place: string) => `deploy: { to: { git: ${join(place, "runs.git")}, branch: runs } }\n`, branch: "runs" },
} as const;

describe.sequential.each(Object.entries(places))("%s", (_, { to, branch }) => {
  let s3: S3Server;
  let repository: Repository;
  let runs = "";
  beforeAll(async () => {
    s3 = await startS3();
    const stack = (place: string) => `target: github
store: ${s3.url("ml", "zenc")}
github: { env: { ${keys} } }
${to(place)}ci: { env: { ${keys} } }`;
    repository = await makeRepository({ stack, compiled: "." });
    runs = await repository.bare("runs.git");
  });
  afterAll(async () => {
    await Promise.all([s3?.close(), repository?.close()]);
  });

  test("a pull request is checked, its workflow and zenc-step.mjs too", async () => {
    await repository.merged("change", async () => {
      await repository.edit("pipeline.ts", (text) => text.replace("limit = 3", "limit = 4"));
      await repository.compile();
    });
    const { code, jobs, log } = await repository.run(pullRequest(), "own");
    expect(jobs, log.slice(-6000)).toEqual({ check: "success", code_scanning: "success", comment: "success" });
    expect(code).toBe(0);
    expect(await repository.kept("own", "comment.md")).toContain("| parameter `limit` |");
    expect(s3.state.requests).toEqual([]);
    await repository.edit("zenc-step.mjs", (text) => `${text}//\n`);
    const stale = await repository.run(pullRequest(), "own");
    expect(stale.jobs.check).toBe("failure");
    expect(await repository.resultsIn("own", "zenc-production.sarif")).toEqual(["file-out-of-date"]);
    await repository.git("checkout", "--quiet", "--", "zenc-step.mjs");
  });

  test("what is merged runs with the plan and code that the store has", async () => {
    await repository.git("checkout", "--quiet", "main");
    await repository.git("merge", "--quiet", "--ff-only", "change");
    const { code, jobs, log } = await repository.run({ ...push, secrets }, "push");
    expect(jobs, log.slice(-6000)).toEqual({ check: "success", code_scanning: "success", deploy: "success" });
    expect(code).toBe(0);
    const path = ".github/workflows/churn.yml";
    const read = (file: string) =>
      branch === ""
        ? readFile(join(repository.folder, file), "utf8")
        : repository.git("--git-dir", runs, "show", `${branch}:${file}`);
    expect((await read("zenc-step.mjs")).trim()).toBe((await readFile(join(repository.folder, "zenc-step.mjs"), "utf8")).trim());
    const run = await runWithAct(await installGithub(), {
      path,
      text: await read(path),
      inputs: { limit: "5" },
      run: "17",
      secrets,
    });
    expect(run.status, run.log.slice(-6000)).toBe("succeeded");
    const shown = (await repository.zenc("show", "17", "--format", "json")) as { readonly stdout: string };
    expect(JSON.parse(shown.stdout)).toMatchObject({ status: "succeeded", engine: "github", result: 5 });
  });
});
