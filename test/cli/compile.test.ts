// `zenc compile`, `graph`, `plan`, `init` and `--watch`, as processes.
import { execFile } from "node:child_process";
import { cp, mkdir, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { check, demo, files } from "./project.js";
import { bin, createProject, masked, type Project } from "./zenc.js";

const output = promisify(execFile);
let project: Project;
beforeAll(async () => {
  project = await createProject(files);
});
afterAll(() => project.remove());
const document = async (...words: string[]) => JSON.parse((await project.zenc([...words, "--format", "json"])).stdout);

describe.sequential("compile", () => {
  const words = ["compile", "pipeline.ts", "--stack", "production", "--out", "dags"];

  test("writes one file per pipeline; once more, it writes nothing", async () => {
    const first = await project.zenc(words);
    expect(first).toMatchObject({ code: 0, stdout: "" });
    expect(first.stderr).toContain("dags/demo.py written");
    const { mtimeMs } = await stat(join(project.folder, "dags/demo.py"));
    const again = await project.zenc(words);
    expect(again.stderr).toContain("= dags/demo.py");
    expect((await stat(join(project.folder, "dags/demo.py"))).mtimeMs).toBe(mtimeMs);
    expect(again.stderr.replace("= dags", "✓ dags").replace("demo.py", "demo.py written")).toBe(first.stderr);
  });

  test("what was remembered of the last compile is not believed where a file of it differs", async () => {
    await project.write({ "check.ts": check.replace(" is bad", " is very bad") });
    expect((await project.zenc(words)).stderr).toContain("dags/demo.py changed");
    await project.write({ "zenc.yaml": files["zenc.yaml"].replace("./artifacts", "./elsewhere") });
    expect((await project.zenc(words)).stderr).toContain("elsewhere");
    await project.write({ "zenc.yaml": files["zenc.yaml"], "check.ts": check });
    expect((await project.zenc(words)).stderr).toContain("dags/demo.py changed");
    await writeFile(join(project.folder, "dags/demo.py"), "edited by hand");
    expect((await project.zenc(words)).stderr).toContain("dags/demo.py changed");
  });

  test("--check: up to date, out of date, missing, stale", async () => {
    expect(await project.zenc([...words, "--check"])).toMatchObject({ code: 0, stdout: "" });
    const file = join(project.folder, "dags/demo.py");
    const text = await readFile(file, "utf8");
    await writeFile(file, text.replace(/^PLAN = .*$/m, 'PLAN = "old"'));
    await writeFile(join(project.folder, "dags/gone.py"), text);
    const differs = await project.zenc([...words, "--check"]);
    expect(differs.code).toBe(1);
    expect(differs.stdout).toContain('-PLAN = "old"');
    expect(differs.stdout).toContain("stale dags/gone.py");
    expect(await document(...words, "--check")).toMatchObject({
      version: 1,
      upToDate: false,
      files: [{ path: "demo.py", state: "changed" }],
      stale: ["gone.py"],
    });
    await rm(join(project.folder, "dags/gone.py"));
    await rm(file);
    expect(await project.zenc([...words, "--check"])).toMatchObject({ code: 1, stdout: "missing dags/demo.py\n" });
  });

  test("--push uploads what is missing and says so; --runtime puts the step process beside the files", async () => {
    const first = await document(...words, "--push", "--runtime");
    expect(first).toMatchObject({ version: 1, target: "airflow", files: [{ path: "demo.py", state: "written" }], stale: [] });
    const [pushed] = first.pushed;
    expect(pushed).toMatchObject({ pipeline: "demo", present: 0 });
    for (const key of pushed.written) await stat(join(project.folder, "artifacts", key));
    expect(pushed.written.filter((key: string) => key.startsWith("plans/"))).toHaveLength(2);
    const again = await document(...words, "--push", "--runtime");
    expect(again).toMatchObject({ pushed: [{ written: [], present: pushed.written.length }], runtime: { written: false } });
    expect((await readdir(join(project.folder, "dags"))).sort()).toEqual(["demo.py", "zenc-step.mjs"]);
  });

  test("--runtime is refused where steps run in images", async () => {
    const { code, stderr } = await project.zenc([...words, "--target", "argo", "--runtime"]);
    expect(code).toBe(2);
    expect(stderr).toContain('on "argo" steps run in images, which hold it');
    expect(await readdir(join(project.folder, "dags"))).not.toContain("demo.yaml");
  });

  test("the target of this machine has no files", async () => {
    const { code, stderr } = await project.zenc(["compile", "pipeline.ts", "--out", "dags"]);
    expect(code).toBe(2);
    expect(stderr).toContain('The target "local" has no files');
  });
});

test("graph: a drawing for people", async () => {
  expect((await project.zenc(["graph", "pipeline.ts"])).stdout).toBe(
    `demo({ count = 3, threshold = 1, bad = -1 })  pipeline.ts

○ list
╭ for each item of items
│ ● train    ← list
╰
○ best       ← train[*]
╭ if top.score > threshold
│ ◆ publish  ← best
├ else
│ ○ keep     ← best
╰
→ result     ← best

○ step   ● trainer   ◆ effect   ← needs   [*] every instance
`,
  );
});

test("graph: Mermaid, Graphviz, JSON", async () => {
  expect((await project.zenc(["graph", "pipeline.ts", "--format", "mermaid"])).stdout).toBe(
    `flowchart TD
  n0["list"]
  subgraph n1["for each item of items"]
    n2["train"]
  end
  n3["best"]
  n4{"top.score #62; threshold"}
  n5[["publish"]]
  n6["keep"]
  n7([result])
  n0 -->|each| n2
  n2 --> n3
  n3 --> n4
  n3 --> n5
  n4 -->|yes| n5
  n3 --> n6
  n4 -->|no| n6
  n3 --> n7
`,
  );
  const dot = (await project.zenc(["graph", "pipeline.ts", "--format", "dot"])).stdout;
  expect(dot).toContain('subgraph "cluster_map_1" {');
  const graph = await document("graph", "pipeline.ts");
  expect(graph).toMatchObject({
    version: 1,
    pipeline: "demo",
    scopes: [{ kind: "fan-out" }, { kind: "if" }],
    result: { needs: ["best"] },
  });
  expect(graph.nodes.map((node: { id: string; effect: boolean }) => [node.id, node.effect])).toEqual([
    ["list", false],
    ["train", false],
    ["best", false],
    ["publish", true],
    ["keep", false],
  ]);
});

test("plan: tasks, what they wait for, what they tell", async () => {
  const { stdout } = await project.zenc(["plan", "pipeline.ts", "--stack", "production"]);
  const lines = masked(stdout).split("\n");
  expect(lines[0]).toBe("demo for airflow  stack production, store ./artifacts");
  expect(lines.filter((line) => /^[○◆◇]/.test(line)).map((line) => line.split("  ").slice(0, 3).join(" | "))).toEqual([
    "○ list | nothing | always",
    "○ train[map_1] | list | always",
    "○ best | train | always",
    "◆ publish | best | best.condition",
    "○ keep | best | not best.condition",
  ]);
  const said = await document("plan", "pipeline.ts");
  expect(said).toMatchObject({
    version: 1,
    pipeline: "demo",
    target: "local",
    constructs: [
      { node: "map_1", construct: "fan-out", form: "native" },
      { node: "if_1", construct: "if", form: "native" },
    ],
    plan: { format: 1, wiring: { fanOuts: [{ id: "map_1" }] } },
  });
  expect(lines.slice(-4, -1).map((line) => line.split(/ {2,}/).filter((_, column) => column !== 1 && column !== 3))).toEqual([
    ["construct", "becomes"],
    ["fan-out map_1", "chunked"],
    ["if if_1", "native"],
  ]);
});

test("several pipelines in one file: one must be named, by its const or its own name", async () => {
  const second = 'export const other = pipeline("second", async () => list(2));\n';
  await project.write({ "two.ts": demo + second });
  const unnamed = await project.zenc(["graph", "two.ts"]);
  expect(unnamed).toMatchObject({ code: 2, stdout: "" });
  expect(unnamed.stderr).toContain('"two.ts" has several pipelines: demo, second.');
  for (const name of ["other", "second"]) {
    expect((await project.zenc(["graph", "two.ts", "--pipeline", name])).stdout).toContain("second()");
  }
});

test("init writes a project once and never over another", async () => {
  const empty = await createProject({});
  const first = await empty.zenc(["init", "my-project", "--template", "hello"]);
  expect(first.code).toBe(0);
  expect(first.stdout).toContain("cd my-project");
  const made = JSON.parse(await readFile(join(empty.folder, "my-project/package.json"), "utf8"));
  expect(made).toMatchObject({ name: "my-project", dependencies: { zenc: expect.stringMatching(/^\^/) } });
  const second = await empty.zenc(["init", "my-project"]);
  expect(second).toMatchObject({ code: 2, stdout: "" });
  expect(second.stderr).toContain("nothing was written");
  expect((await empty.zenc(["init", "--template", "none"])).code).toBe(2);
  await empty.remove();
});

test("--watch: once more after a change, only what it touches runs", async () => {
  const own = await createProject(files);
  let changed = false;
  let ended = false;
  const { code, stderr } = await own.zenc(["run", "pipeline.ts", "--watch"], (text, kill) => {
    const times = text.split("watching; Ctrl-C ends").length - 1;
    if (times === 1 && !changed) {
      changed = true;
      void own.write({ "check.ts": check.replace(" is bad", " is very bad") });
    }
    if (times === 2 && !ended) {
      ended = true;
      kill("SIGINT");
    }
  });
  expect(code).toBe(0);
  expect(stderr).toContain("check.ts changed");
  const afterwards = stderr.slice(stderr.indexOf("check.ts changed"));
  expect(afterwards).toMatch(/↺ list +reused/);
  expect(afterwards).toMatch(/✓ train +3 succeeded/);
  await own.remove();
});

test("--help and --version start without the compiler, the store and the engine", async () => {
  const alone = await createProject({ "package.json": '{ "name": "zenc", "version": "1.2.3", "type": "module" }' });
  const root = dirname(dirname(dirname(bin)));
  await cp(join(root, "dist"), join(alone.folder, "dist"), { recursive: true });
  await mkdir(join(alone.folder, "node_modules"));
  for (const needed of ["commander", "picocolors"]) {
    await symlink(join(root, "node_modules", needed), join(alone.folder, "node_modules", needed));
  }
  const start = (word: string) => output(process.execPath, [join(alone.folder, "dist/cli/zenc.js"), word]);
  expect((await start("--version")).stdout).toBe("1.2.3\n");
  const help = (await start("--help")).stdout;
  expect(help).toContain("zenc run pipeline.ts --param limit=100");
  expect(help).toContain("Exit codes: 0 done");
  await alone.remove();
});

test("a reader that closes the pipe is no error", async () => {
  const { stdout } = await output("bash", ["-c", `"${process.execPath}" "${bin}" --help | head -1; echo "\${PIPESTATUS[0]}"`]);
  expect(stdout).toMatch(/^Usage: zenc .*\n0\n$/);
});
