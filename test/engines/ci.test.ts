// The workflow that `zenc ci github` writes: what checkers say of it, and what it does in a real Git repository with the packed zenc, under act.
// Here with Airflow; ci-argo.test.ts and ci-github.test.ts have the others.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { goldens } from "../cli/ci/goldens.js";
import { type S3Server, startS3 } from "../s3/server.js";
import { type Amazon, startAmazon } from "./ci/amazon.js";
import { makeRepository, mergeGroup, pullRequest, push, type Repository } from "./ci/repository.js";
import { openCheckers } from "./github/checkers.js";

const folderOfGoldens = fileURLToPath(new URL("../cli/ci/", import.meta.url));

test("the checkers find nothing", async () => {
  const checkers = await openCheckers();
  const texts = Object.keys(goldens).map(
    async (name) => [name, await readFile(join(folderOfGoldens, `${name}.yml`), "utf8")] as const,
  );
  const files = Object.fromEntries(await Promise.all(texts));
  expect(await checkers.check(files)).toEqual([]);
  const broken = (files.argo as string).replace("permissions: {}", "permission: {}").replace("@3d3c42e5", "@v7-");
  const found = (await checkers.check({ broken })).join("\n");
  for (const word of ["actionlint", "zizmor: unpinned-uses", "schema"]) expect(found).toContain(word);
});

describe.sequential("in a repository", () => {
  let s3: S3Server;
  let amazon: Amazon;
  let repository: Repository;
  let dags = "";
  beforeAll(async () => {
    s3 = await startS3();
    amazon = await startAmazon();
    const stack = (place: string) => `target: airflow
store: ${s3.url("ml", "zenc")}
deploy: { to: { git: ${join(place, "dags.git")}, path: dags } }
ci:
  role: arn:aws:iam::123456789012:role/zenc-deploy
  env: { AWS_REGION: us-east-1, AWS_ENDPOINT_URL_STS: "${amazon.url}" }`;
    repository = await makeRepository({ stack, compiled: "dags" });
    dags = await repository.bare("dags.git");
  });
  afterAll(async () => {
    await Promise.all([s3?.close(), amazon?.close()]);
    await repository?.close();
  });

  test("a pull request is checked, and a comment says what changes", async () => {
    await repository.merged("change", async () => {
      await repository.edit("pipeline.ts", (text) => text.replace("limit = 3", "limit = 4").replace("cpu: 2", "cpu: 8"));
      await repository.compile();
    });
    const { code, jobs, log } = await repository.run(pullRequest(), "own");
    expect(jobs, log.slice(-6000)).toEqual({ check: "success", code_scanning: "success", comment: "success" });
    expect(code).toBe(0);
    expect(await repository.resultsIn("own", "zenc-production.sarif")).toEqual([]);
    const comment = await repository.kept("own", "comment.md");
    expect(comment).toContain("### zenc: 1 of 1 plan changes for `production` (`airflow`)");
    expect(comment).toContain("| parameter `limit` | `number, default 3` | `number, default 4` |");
    expect(comment).toContain("| step `load` cpu | `2` | `8` |");
  });

  test("files that were not compiled again fail the check; the comment is brought up to date", async () => {
    await repository.git("checkout", "--quiet", "change");
    await repository.merged("stale", () => repository.edit("pipeline.ts", (text) => text.replace("cpu: 2", "cpu: 16")));
    const { code, jobs, log } = await repository.run(pullRequest(), "own");
    expect(jobs, log.slice(-6000)).toEqual({ check: "failure", code_scanning: "success", comment: "success" });
    expect(code).not.toBe(0);
    expect(log).toContain("file=dags/churn.py");
    expect(await repository.resultsIn("own", "zenc-production.sarif")).toEqual(["file-out-of-date"]);
    expect(await repository.kept("own", "comment.md")).toContain("| step `load` cpu | `2` | `16` |");
  });

  test("a fork's pull request is checked without any right: nobody comments, what was found is kept", async () => {
    await repository.merged("fork", () => repository.edit("pipeline.ts", (text) => text.replace("=> limit);", '=> "limit");')));
    const { code, jobs, log } = await repository.run(pullRequest("somebody/churn"), "fork");
    expect(jobs, log.slice(-6000)).toEqual({ check: "failure" });
    expect(code).not.toBe(0);
    expect(log).toContain("file=pipeline.ts,line=2");
    expect(await repository.resultsIn("fork", "artifacts/zenc-production/zenc.sarif")).toEqual(["typescript-2322"]);
  });

  test("a merge queue's commits are checked, and compared with what they are put on; nobody comments, nothing is deployed", async () => {
    const base = await repository.git("rev-parse", "main");
    await repository.git("checkout", "--quiet", "--detach", "change");
    // By rebasing, as many commits as the pull request has.
    await repository.git("commit", "--quiet", "--allow-empty", "--message", "second");
    const head = await repository.git("rev-parse", "HEAD");
    const { code, jobs, log } = await repository.run(mergeGroup(base, head), "queue");
    expect(jobs, log.slice(-6000)).toEqual({ check: "success", code_scanning: "success" });
    expect(code).toBe(0);
    const plan = await repository.kept("queue", "artifacts/zenc-production/plan.md");
    expect(plan).toContain("| step `load` cpu | `2` | `8` |");
  });

  test("what is merged is deployed: plan and code to the store by the role, the DAG to its branch", async () => {
    await repository.git("checkout", "--quiet", "main");
    await repository.git("merge", "--quiet", "--ff-only", "change");
    const environment = {
      ACTIONS_ID_TOKEN_REQUEST_URL: `${amazon.url}/token?version=1`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: "request-token",
    };
    const { code, jobs, log } = await repository.run({ ...push, environment }, "push");
    expect(jobs, log.slice(-6000)).toEqual({ check: "success", code_scanning: "success", deploy: "success" });
    expect(code).toBe(0);
    expect(amazon.asked).toEqual(
      expect.arrayContaining([
        "token for sts.amazonaws.com",
        "AssumeRoleWithWebIdentity arn:aws:iam::123456789012:role/zenc-deploy identity-token",
      ]),
    );
    const deployed = await repository.git("--git-dir", dags, "show", "main:dags/churn.py");
    const compiled = await readFile(join(repository.folder, "dags/churn.py"), "utf8");
    expect(deployed.startsWith(compiled.trim())).toBe(true);
    const plan = /^PLAN = "([0-9a-f]{64})"$/m.exec(compiled)?.[1];
    expect([...(s3.state.buckets.get("ml")?.keys() ?? [])]).toContain(`zenc/plans/${plan}.json`);
    expect(JSON.stringify(jobs)).not.toContain("comment");
  });
});
