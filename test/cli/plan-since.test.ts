// `zenc plan --since`: what a change of the source means for plans, in a real Git repository.
import { execFile } from "node:child_process";
import { mkdir, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { code } from "../../cli/plan-change/markdown.js";
import { createProject, type Project } from "./zenc.js";

const golden = fileURLToPath(new URL("./plan-since.md", import.meta.url));
const stack = (cost: number) => `stacks:
  production:
    target: airflow
    store: /data/zenc
    accelerators:
      - { name: t4, gpus: 2, memory: 16Gi, cost: ${cost} }
      - { name: a100, gpus: 8, memory: 80Gi, cost: 3.2 }
`;
const before = {
  "pipeline.ts": `import { pipeline, step, trainer } from "zenc";
import { scale } from "scaling";
import { offset } from "./offset.ts";

export const load = step({ cpu: 2, env: { MODE: "a|b" } }, (): number[] => [1, 2]);
export const train = trainer({ gpu: { count: 2, memory: "16Gi" } }, (rows: number[]): number => scale(rows.length) + offset);
export const judge = step((score: number): boolean => score > 1);

export const main = pipeline({ schedule: "0 3 * * *" }, async ({ limit = 3, old = true }: { limit?: number; old?: boolean }) => {
  const rows = await load();
  const score = await train(rows);
  if (limit > 3) return await judge(score);
  return old;
});
export const priced = pipeline(async () => await train([1]));
export const same = pipeline(async () => await load());
`,
  "gone.ts": `import { pipeline, step } from "zenc";
export const one = step((): number => 1);
export const gone = pipeline(async () => await one());
`,
  "offset.ts": "export const offset = 1;\n",
  "zenc.yaml": stack(0.35),
  "package.json": '{ "type": "module" }',
  "libraries/scaling/package.json": '{ "name": "scaling", "version": "1.0.0", "type": "module", "exports": "./index.ts" }',
  "libraries/scaling/index.ts": "export const scale = (x: number): number => x * 2;\n",
  ".gitignore": "node_modules\n.cache\n",
};
const after = {
  "pipeline.ts": before["pipeline.ts"]
    .replace('"0 3 * * *"', '"30 4 * * 1-5"')
    .replace('memory: "16Gi"', 'memory: "40Gi"')
    .replace("limit = 3, old = true", 'limit = 4, note = "<b>@everyone | `x` #1"')
    .replace("limit?: number; old?: boolean", "limit?: number; note?: string")
    .replace("if (limit > 3) return await judge(score);", "if (score > limit) return await judge(await load());")
    .replace("return old;", "return note;")
    .replace("(score: number): boolean => score > 1", "(rows: number[]): boolean => rows.length > 1"),
  "offset.ts": "export const offset = 2;\n",
  "fresh.ts": `import { pipeline, step } from "zenc";
export const one = step({ retries: 2 }, (): number => 1);
export const fresh = pipeline(async () => await one());
`,
};

let project: Project;
const git = (...words: string[]) =>
  promisify(execFile)("git", ["-c", "user.name=test", "-c", "user.email=test@localhost", ...words], { cwd: project.folder });
const plan = (...words: string[]) => project.zenc(["plan", ...words, "--stack", "production"]);
const states = (text: string) =>
  Object.fromEntries(
    JSON.parse(text).pipelines.map(({ pipeline, state }: { pipeline: string; state: string }) => [pipeline, state]),
  );
const traces = async () => (await readdir(tmpdir())).filter((name) => name.startsWith("zenc-since-"));

beforeAll(async () => {
  project = await createProject(before);
  // As npm links a workspace.
  await mkdir(join(project.folder, "node_modules"));
  await symlink("../libraries/scaling", join(project.folder, "node_modules/scaling"));
  await git("init", "--quiet", "--initial-branch", "main");
  await git("add", ".");
  await git("commit", "--quiet", "--message", "before");
});
afterAll(() => project.remove());

test("nothing has changed: every plan is the same in another folder, packages of the repository included", async () => {
  const { stdout, stderr, code } = await plan("pipeline.ts", "gone.ts", "--since", "HEAD", "--format", "json");
  expect(stderr).toBe("");
  expect(code).toBe(0);
  expect(states(stdout)).toEqual({ gone: "same", main: "same", priced: "same", same: "same" });
  expect((await plan("pipeline.ts", "--since", "main", "--format", "markdown")).stdout).toBe(
    "<!-- zenc plan production -->\n\n### zenc: no plan changes for `production` (`airflow`)\n",
  );
});

test("a package of the repository is that of the commit", async () => {
  await project.write({ "libraries/scaling/index.ts": "export const scale = (x: number): number => x * 3;\n" });
  const { stdout } = await plan("pipeline.ts", "--since", "HEAD", "--format", "json");
  expect(states(stdout)).toEqual({ main: "changed", priced: "changed", same: "same" });
  const [{ changes }] = JSON.parse(stdout).pipelines;
  expect(changes).toEqual([
    expect.objectContaining({ of: "step", name: "train", what: "code", why: "libraries/scaling/index.ts" }),
  ]);
  await git("checkout", "--quiet", "--", ".");
});

test("a commit with another lock has the packages of its own", async () => {
  const npm = (...words: string[]) => promisify(execFile)("npm", [...words, "--no-audit", "--no-fund"], { cwd: project.folder });
  const manifest = (version: string) =>
    JSON.stringify({ name: "churn", version, type: "module", dependencies: { scaling: "file:libraries/scaling" } });
  await project.write({ "package.json": manifest("1.0.0") });
  await npm("install", "--package-lock-only");
  await git("add", ".");
  await git("commit", "--quiet", "--message", "lock");
  await project.write({
    "package.json": manifest("1.0.1"),
    "libraries/scaling/index.ts": "export const scale = (x: number): number => -x;\n",
  });
  await npm("install", "--package-lock-only");
  const { stdout, stderr } = await plan("pipeline.ts", "--since", "HEAD", "--format", "json");
  expect(stderr).toContain("package-lock.json was another");
  expect(JSON.parse(stdout).packages).toEqual([]);
  expect(states(stdout)).toEqual({ main: "changed", priced: "changed", same: "same" });
  await git("checkout", "--quiet", "--", ".");
});

test("prices, schedules, parameters, steps, tasks and constructs, as Markdown; what is hostile stands in code", async () => {
  await project.write({ ...after, "zenc.yaml": stack(0.7) });
  await rm(join(project.folder, "gone.ts"));
  const files = ["pipeline.ts", "fresh.ts"];
  const { stdout } = await plan(...files, "--since", "HEAD", "--format", "markdown");
  if (process.env.UPDATE) await writeFile(golden, stdout);
  expect(stdout).toBe(await readFile(golden, "utf8"));
  const text = (await plan(...files, "--since", "HEAD")).stdout;
  for (const name of ["main", "fresh is new", "gone is gone"]) expect(text).toContain(name);
  await git("add", ".");
  await git("commit", "--quiet", "--message", "after");
  expect(states((await plan(...files, "--since", "HEAD^1", "--format", "json")).stdout)).toEqual({
    fresh: "added",
    gone: "removed",
    main: "changed",
    priced: "changed",
    same: "same",
  });
});

test("a commit whose files have errors is nothing to compare with, and says so", async () => {
  await project.write({ "pipeline.ts": "export const broken: number = 'text';\n" });
  await git("commit", "--quiet", "--all", "--message", "broken");
  await git("checkout", "--quiet", "HEAD^1", "--", "pipeline.ts");
  const { stdout, code } = await plan("pipeline.ts", "--since", "HEAD", "--format", "markdown");
  expect(code).toBe(0);
  expect(stdout).toContain("Nothing to compare with");
  expect(stdout).toContain("there is 1 error");
  expect(stdout).not.toContain("is new");
});

test("a commit that is not there is a wrong use; nothing is left behind", async () => {
  const before = await traces();
  const { code, stderr } = await plan("fresh.ts", "--since", "--upload-pack=x");
  expect(code).toBe(2);
  expect(stderr).toContain('no commit "--upload-pack=x"');
  expect((await git("worktree", "list")).stdout.trim().split("\n")).toHaveLength(1);
  expect((await traces()).filter((name) => !before.includes(name))).toEqual([]);
});

test("whatever a text is, in Markdown nothing gets out of it", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.stringMatching(/^[|`<@#&*_[\]\\\n a-z]*$/)), (text) => {
      const shown = code(text);
      const inner = /^`([A-Za-z0-9_.,:/+=*() {}…–-]+)`$|^<code>((?:[A-Za-z0-9 ]|[^\p{ASCII}\p{Cc}]|&#\d+;)+)<\/code>$/u.exec(
        shown,
      );
      expect(inner).not.toBeNull();
      expect(shown.length).toBeLessThan(700);
    }),
  );
});
