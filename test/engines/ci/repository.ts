// A real Git repository with the packed zenc and the workflow of its stack, and what happens to it on GitHub: pull requests, merge queues, pushes.
import { execFile } from "node:child_process";
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { bin } from "../../cli/zenc.js";
import { pack } from "../../house/packed.js";
import { installGithub } from "../github/install.js";
import { type ActEnded, type ActEvent, runEvent } from "./act.js";

const execute = promisify(execFile);

export interface RepositoryOptions {
  /** Of zenc.yaml, below `production:`, given the folder that holds the repository. */
  readonly stack: (place: string) => string;
  /** Where what is compiled is committed. */
  readonly compiled: string;
}

export interface Repository {
  /** A folder for what belongs to the test; it holds the repository. */
  readonly place: string;
  readonly folder: string;
  git(...words: string[]): Promise<string>;
  /** A bare repository in `place`. */
  bare(name: string): Promise<string>;
  zenc(...words: string[]): Promise<{ readonly stdout: string }>;
  /** Writes the files anew that are committed. */
  compile(): Promise<unknown>;
  edit(path: string, change: (text: string) => string): Promise<void>;
  /** A branch with one commit, merged into a detached head as GitHub merges a pull request for its run. */
  merged(name: string, change: () => Promise<unknown>): Promise<void>;
  /** The run of an event; what the doubles keep lies in `place`, in a folder of this name. */
  run(event: Pick<ActEvent, "name" | "payload"> & Partial<ActEvent>, kept: string): Promise<ActEnded>;
  /** The text of what was kept. */
  kept(...path: string[]): Promise<string>;
  /** The codes of what a SARIF file has. */
  resultsIn(...path: string[]): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** The pipeline of every such repository. */
const pipeline = `import { pipeline, step } from "zenc";
export const load = step({ cpu: 2 }, (limit: number): number => limit);
export const churn = pipeline(async ({ limit = 3 }: { limit?: number }) => await load(limit));
`;

/** Makes one whose first commit has all that the workflow looks at. */
export async function makeRepository({ stack, compiled }: RepositoryOptions): Promise<Repository> {
  const { act } = await installGithub();
  const place = await mkdtemp(join(tmpdir(), "zenc-ci-"));
  const folder = join(place, "churn");
  const git = async (...words: string[]) =>
    (await execute("git", ["-c", "user.name=test", "-c", "user.email=test@localhost", ...words], { cwd: folder })).stdout.trim();
  const zenc = (...words: string[]) => execute(process.execPath, [bin, ...words], { cwd: folder });
  const kept = (...path: string[]) => readFile(join(place, ...path), "utf8");
  const repository: Repository = {
    place,
    folder,
    git,
    zenc,
    kept,
    bare: async (name) => {
      await execute("git", ["init", "--quiet", "--bare", "--initial-branch", "main", join(place, name)]);
      return join(place, name);
    },
    compile: () => zenc("compile", "pipeline.ts", "--out", compiled, ...(compiled === "." ? ["--runtime"] : [])),
    edit: async (path, change) => writeFile(join(folder, path), change(await readFile(join(folder, path), "utf8"))),
    merged: async (name, change) => {
      await git("checkout", "--quiet", "-b", name, "main");
      await change();
      await git("add", ".");
      await git("commit", "--quiet", "--message", name);
      await git("checkout", "--quiet", "--detach", "main");
      await git("merge", "--quiet", "--no-ff", "--message", "merge", name);
    },
    run: (event, name) => runEvent(act, { repository: folder, kept: join(place, name), ...event }),
    resultsIn: async (...path) =>
      JSON.parse(await kept(...path)).runs[0].results.map(({ ruleId }: { readonly ruleId: string }) => ruleId),
    close: () => rm(place, { recursive: true, force: true }),
  };
  const packed = await pack();
  await mkdir(join(folder, "vendor"), { recursive: true });
  await copyFile(packed.tarball, join(folder, "vendor/zenc.tgz"));
  await rm(packed.folder, { recursive: true, force: true });
  const files = {
    "package.json":
      '{ "name": "churn", "private": true, "type": "module", "devDependencies": { "zenc": "file:vendor/zenc.tgz" } }',
    ".gitignore": "node_modules\nzenc-report\n",
    "pipeline.ts": pipeline,
    "zenc.yaml": `stacks:\n  production:\n${stack(place).replace(/^/gm, "    ")}\n`,
  };
  for (const [path, text] of Object.entries(files)) await writeFile(join(folder, path), text);
  await execute("npm", ["install", "--package-lock-only", "--no-audit", "--no-fund"], { cwd: folder });
  await git("init", "--quiet", "--initial-branch", "main");
  await git("remote", "add", "origin", "https://github.com/acme/churn.git");
  await zenc("ci", "github", "pipeline.ts", "--compiled", compiled);
  await repository.compile();
  await git("add", ".");
  await git("commit", "--quiet", "--message", "first");
  return repository;
}

const full = { full_name: "acme/churn", default_branch: "main" };

/** A pull request of a repository of that name. */
export const pullRequest = (head = full.full_name) => ({
  name: "pull_request" as const,
  payload: {
    action: "synchronize",
    number: 7,
    pull_request: { number: 7, head: { ref: "change", repo: { full_name: head } }, base: { ref: "main" } },
    repository: full,
  },
});

/** A merge queue asks for the checks of what it has put on `base`. */
export const mergeGroup = (base: string, head: string) => ({
  name: "merge_group" as const,
  payload: {
    action: "checks_requested",
    merge_group: {
      base_sha: base,
      base_ref: "refs/heads/main",
      head_sha: head,
      head_ref: `refs/heads/gh-readonly-queue/main/pr-7-${base}`,
    },
    repository: full,
  },
});

/** A push to the branch that is deployed. */
export const push = { name: "push" as const, payload: { ref: "refs/heads/main", repository: full } };
