// Which repository a stack means, where its files go and where its API is.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, expect, test, vi } from "vitest";
import type { EngineRequest } from "../../cli/deploy/engine.js";
import { githubEngine } from "../../cli/deploy/github.js";
import { repositoryIn, repositoryOf } from "../../cli/deploy/github-repository.js";
import type { Deploy } from "../../compiler/ir/index.js";

const root = realpathSync(mkdtempSync(join(tmpdir(), "zenc-repository-")));
const checkout = join(root, "checkout");
const git = (...words: string[]) => execFileSync("git", words, { cwd: checkout, stdio: "pipe" });
mkdirSync(join(checkout, "models/churn"), { recursive: true });
git("init", "--quiet");
git("remote", "add", "origin", "git@github.com:acme/ml.git");
afterAll(() => rmSync(root, { recursive: true, force: true }));
afterEach(() => vi.unstubAllEnvs());

const requestOf = (deploy?: Deploy, cwd = join(checkout, "models/churn")) =>
  ({ terminal: { cwd }, stack: { name: "production", options: {}, deploy }, project: "churn" }) as unknown as EngineRequest;
const repository = async (deploy?: Deploy, cwd?: string) => {
  const { owner, name, api, branch } = await repositoryOf(requestOf(deploy, cwd));
  return `${owner}/${name} ${branch} ${api}`;
};

test("without a word of the stack, it is the checkout that the project lies in", async () => {
  expect((await githubEngine.destination(requestOf())).name).toBe("the folder ../..");
  expect((await githubEngine.destination(requestOf(undefined, checkout))).name).toBe("the folder .");
  expect(await repository()).toBe("acme/ml null https://api.github.com");
  await expect(githubEngine.destination(requestOf(undefined, root))).rejects.toThrow("this is no checkout of a Git repository");
  await expect(repository(undefined, root)).rejects.toThrow("which repository of GitHub");
});

test("the stack's word comes first", async () => {
  vi.stubEnv("GITHUB_API_URL", undefined);
  expect(await repository({ to: "../.." })).toBe("acme/ml null https://api.github.com");
  expect(await repository({ repository: "other/one" })).toBe("other/one null https://api.github.com");
  expect(await repository({ repository: "other/one", to: { git: "../hub.git" }, api: "https://ghes.acme.com/api/v3/" })).toBe(
    "other/one main https://ghes.acme.com/api/v3",
  );
  expect(await repository({ to: { git: "https://acme.ghe.com/acme/two.git", branch: "runs" } })).toBe(
    "acme/two runs https://api.acme.ghe.com",
  );
});

test("a host that nobody has vouched for gets no token", async () => {
  vi.stubEnv("GITHUB_SERVER_URL", "https://github.com");
  vi.stubEnv("GITHUB_API_URL", "https://api.github.com");
  const to = { git: "git@ghes.acme.com:acme/ml.git" };
  await expect(repository({ to })).rejects.toThrow("where the API of ghes.acme.com is");
  expect(await repository({ to, api: "https://ghes.acme.com/api/v3" })).toBe("acme/ml main https://ghes.acme.com/api/v3");
  vi.stubEnv("GITHUB_SERVER_URL", "https://ghes.acme.com");
  vi.stubEnv("GITHUB_API_URL", "https://ghes.acme.com/api/v3");
  expect(await repository({ to })).toBe("acme/ml main https://ghes.acme.com/api/v3");
});

test.each([
  ["https://github.com/acme/ml.git", "github.com acme ml"],
  ["https://x-access-token:secret@github.com/acme/ml", "github.com acme ml"],
  ["git@github.com:acme/ml.models.git", "github.com acme ml.models"],
  ["ssh://git@ssh.github.com:443/acme/ml.git", "github.com acme ml"],
  ["git@ghes.acme.com:acme/ml", "ghes.acme.com acme ml"],
  ["https://acme.ghe.com/acme/ml/", "acme.ghe.com acme ml"],
  ["../acme/ml.git", null],
  ["/srv/git/acme/ml.git", null],
  ["https://git.acme.com/group/team/ml.git", null],
])("the repository of %s is %s", (url, expected) => {
  const found = repositoryIn(url);
  expect(found && `${found.host} ${found.owner} ${found.name}`).toBe(expected);
});
