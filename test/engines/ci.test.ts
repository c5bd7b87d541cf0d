// The workflow that `zenc ci github` writes: what checkers say of it, and what it does in a real Git repository with the packed zenc, under act.
import { execFile } from "node:child_process";
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { goldens } from "../cli/ci/goldens.js";
import { bin } from "../cli/zenc.js";
import { pack } from "../house/packed.js";
import { type S3Server, startS3 } from "../s3/server.js";
import { type ActEvent, runEvent } from "./ci/act.js";
import { type Amazon, startAmazon } from "./ci/amazon.js";
import { openCheckers } from "./github/checkers.js";
import { installGithub } from "./github/install.js";

const execute = promisify(execFile);
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
  let place = "";
  let repository = "";
  let act = "";
  let s3: S3Server;
  let amazon: Amazon;
  const git = (...words: string[]) =>
    execute("git", ["-c", "user.name=test", "-c", "user.email=test@localhost", ...words], { cwd: repository });
  const zenc = (...words: string[]) => execute(process.execPath, [bin, ...words], { cwd: repository });
  const edit = async (path: string, change: (text: string) => string) =>
    writeFile(join(repository, path), change(await readFile(join(repository, path), "utf8")));
  const kept = (...path: string[]) => readFile(join(place, ...path), "utf8");
  const resultsIn = async (...path: string[]) =>
    JSON.parse(await kept(...path)).runs[0].results.map(({ ruleId }: { ruleId: string }) => ruleId);

  /** GitHub merges a pull request for its run. */
  async function merged(name: string, change: () => Promise<void>): Promise<void> {
    await git("checkout", "--quiet", "-b", name, "main");
    await change();
    await git("add", ".");
    await git("commit", "--quiet", "--message", name);
    await git("checkout", "--quiet", "--detach", "main");
    await git("merge", "--quiet", "--no-ff", "--message", "merge", name);
  }
  const pullRequest = (head: string) => ({
    name: "pull_request" as const,
    payload: {
      action: "synchronize",
      number: 7,
      pull_request: { number: 7, head: { ref: "change", repo: { full_name: head } }, base: { ref: "main" } },
      repository: { full_name: "acme/churn", default_branch: "main" },
    },
  });
  const run = (event: Pick<ActEvent, "name" | "payload"> & Partial<ActEvent>, name: string) =>
    runEvent(act, { repository, kept: join(place, name), ...event });

  beforeAll(async () => {
    ({ act } = await installGithub());
    s3 = await startS3();
    amazon = await startAmazon();
    place = await mkdtemp(join(tmpdir(), "zenc-ci-"));
    repository = join(place, "churn");
    const packed = await pack();
    await mkdir(join(repository, "vendor"), { recursive: true });
    await copyFile(packed.tarball, join(repository, "vendor/zenc.tgz"));
    await rm(packed.folder, { recursive: true, force: true });
    const files = {
      "package.json":
        '{ "name": "churn", "private": true, "type": "module", "devDependencies": { "zenc": "file:vendor/zenc.tgz" } }',
      ".gitignore": "node_modules\nzenc-report\n",
      "pipeline.ts": `import { pipeline, step } from "zenc";
export const load = step({ cpu: 2 }, (limit: number): number => limit);
export const churn = pipeline(async ({ limit = 3 }: { limit?: number }) => await load(limit));
`,
      "zenc.yaml": `stacks:
  production:
    target: airflow
    store: ${s3.url("ml", "zenc")}
    deploy: { to: { git: ${join(place, "dags.git")}, path: dags } }
    ci:
      role: arn:aws:iam::123456789012:role/zenc-deploy
      env: { AWS_REGION: us-east-1, AWS_ENDPOINT_URL_STS: "${amazon.url}" }
`,
    };
    for (const [path, text] of Object.entries(files)) await writeFile(join(repository, path), text);
    await execute("npm", ["install", "--package-lock-only", "--no-audit", "--no-fund"], { cwd: repository });
    await execute("git", ["init", "--quiet", "--bare", "--initial-branch", "main", join(place, "dags.git")]);
    await git("init", "--quiet", "--initial-branch", "main");
    await git("remote", "add", "origin", "https://github.com/acme/churn.git");
    await zenc("ci", "github", "pipeline.ts", "--compiled", "dags");
    await zenc("compile", "pipeline.ts", "--out", "dags");
    await git("add", ".");
    await git("commit", "--quiet", "--message", "first");
  });
  afterAll(async () => {
    await Promise.all([s3?.close(), amazon?.close()]);
    if (place !== "") await rm(place, { recursive: true, force: true });
  });

  test("a pull request is checked, and a comment says what changes", async () => {
    await merged("change", async () => {
      await edit("pipeline.ts", (text) => text.replace("limit = 3", "limit = 4").replace("cpu: 2", "cpu: 8"));
      await zenc("compile", "pipeline.ts", "--out", "dags");
    });
    const { code, jobs, log } = await run(pullRequest("acme/churn"), "own");
    expect(jobs, log.slice(-6000)).toEqual({ check: "success", code_scanning: "success", comment: "success" });
    expect(code).toBe(0);
    expect(await resultsIn("own", "zenc-production.sarif")).toEqual([]);
    const comment = await kept("own", "comment.md");
    expect(comment).toContain("### zenc: 1 of 1 plan changes for `production` (`airflow`)");
    expect(comment).toContain("| parameter `limit` | `number, default 3` | `number, default 4` |");
    expect(comment).toContain("| step `load` cpu | `2` | `8` |");
  });

  test("files that were not compiled again fail the check; the comment is brought up to date", async () => {
    await git("checkout", "--quiet", "change");
    await merged("stale", () => edit("pipeline.ts", (text) => text.replace("cpu: 2", "cpu: 16")));
    const { code, jobs, log } = await run(pullRequest("acme/churn"), "own");
    expect(jobs, log.slice(-6000)).toEqual({ check: "failure", code_scanning: "success", comment: "success" });
    expect(code).not.toBe(0);
    expect(log).toContain("file=dags/churn.py");
    expect(await resultsIn("own", "zenc-production.sarif")).toEqual(["file-out-of-date"]);
    expect(await kept("own", "comment.md")).toContain("| step `load` cpu | `2` | `16` |");
  });

  test("a fork's pull request is checked without any right: nobody comments, what was found is kept", async () => {
    await merged("fork", () => edit("pipeline.ts", (text) => text.replace("=> limit);", '=> "limit");')));
    const { code, jobs, log } = await run(pullRequest("somebody/churn"), "fork");
    expect(jobs, log.slice(-6000)).toEqual({ check: "failure" });
    expect(code).not.toBe(0);
    expect(log).toContain("file=pipeline.ts,line=2");
    expect(await resultsIn("fork", "artifacts/zenc-production/zenc.sarif")).toEqual(["typescript-2322"]);
  });

  test("what is merged is deployed: plan and code to the store by the role, the DAG to its branch", async () => {
    await git("checkout", "--quiet", "main");
    await git("merge", "--quiet", "--ff-only", "change");
    const event = {
      name: "push" as const,
      payload: { ref: "refs/heads/main", repository: { full_name: "acme/churn", default_branch: "main" } },
    };
    const environment = {
      ACTIONS_ID_TOKEN_REQUEST_URL: `${amazon.url}/token?version=1`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: "request-token",
    };
    const { code, jobs, log } = await run({ ...event, environment }, "push");
    expect(jobs, log.slice(-6000)).toEqual({ check: "success", code_scanning: "success", deploy: "success" });
    expect(code).toBe(0);
    expect(amazon.asked).toEqual(
      expect.arrayContaining([
        "token for sts.amazonaws.com",
        "AssumeRoleWithWebIdentity arn:aws:iam::123456789012:role/zenc-deploy identity-token",
      ]),
    );
    const { stdout: deployed } = await execute("git", ["show", "main:dags/churn.py"], { cwd: join(place, "dags.git") });
    const compiled = await readFile(join(repository, "dags/churn.py"), "utf8");
    expect(deployed.startsWith(compiled)).toBe(true);
    const plan = /^PLAN = "([0-9a-f]{64})"$/m.exec(compiled)?.[1];
    expect([...(s3.state.buckets.get("ml")?.keys() ?? [])]).toContain(`zenc/plans/${plan}.json`);
    expect(JSON.stringify(jobs)).not.toContain("comment");
  });
});
