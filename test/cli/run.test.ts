// `zenc run`, `runs`, `show` and `explain`, as processes, without a terminal.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { check, demo, files } from "./project.js";
import { createProject, masked, type Project } from "./zenc.js";

let project: Project;
beforeAll(async () => {
  project = await createProject(files);
});
afterAll(() => project.remove());
const document = async (...words: string[]) => JSON.parse((await project.zenc([...words, "--format", "json"])).stdout);

describe.sequential("a run, and what is said of it afterwards", () => {
  test("run: lines of progress on standard error, the result on standard output", async () => {
    const { code, stdout, stderr } = await project.zenc(["run", "pipeline.ts", "--max-parallel", "1"]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: "{ top: { item: 2, score: 4 }, count: 3 }\n" });
    expect(masked(stderr)).toBe(
      [
        "demo  RUN",
        "✓ list  succeeded  TOOK",
        "✓ train  3 succeeded  TOOK",
        "✓ best  succeeded  TOOK",
        "– keep  skipped",
        "✓ publish  succeeded  TOOK",
        "",
        "succeeded in TOOK",
        "",
      ].join("\n"),
    );
  });

  test("run --format json: one document, nothing else; all but the effect is reused", async () => {
    const { code, stdout, stderr } = await project.zenc(["run", "pipeline.ts", "--format", "json", "--run", "second"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const said = JSON.parse(stdout);
    expect(said).toMatchObject({
      version: 1,
      run: "second",
      pipeline: "demo",
      status: "succeeded",
      engine: "local",
      error: null,
    });
    expect(said.result).toEqual({ top: { item: 2, score: 4 }, count: 3 });
    expect(said.parameters).toEqual({ count: 3, threshold: 1, bad: -1 });
    expect(
      said.nodes.map((node: { node: string; index: number[]; state: string }) => [node.node, node.index, node.state]),
    ).toEqual([
      ["list", [], "reused"],
      ["train", [0], "reused"],
      ["train", [1], "reused"],
      ["train", [2], "reused"],
      ["best", [], "reused"],
      ["publish", [], "succeeded"],
      ["keep", [], "skipped"],
    ]);
    for (const node of said.nodes)
      expect(Object.keys(node)).toEqual(expect.arrayContaining(["attempts", "durationMs", "outputs"]));
    expect(said.nodes[0].outputs).toMatchObject({ kind: "object", materializer: "json", inline: "[0,1,2]" });
  });

  test("show says the same as run, from the records", async () => {
    const { durationMs: _, ...shown } = await document("show", "second");
    const { durationMs: __, ...again } = await document("show", "latest");
    expect(shown).toEqual(again);
    expect(shown).toMatchObject({ status: "succeeded", result: { top: { item: 2, score: 4 }, count: 3 } });
  });

  test("a failing item: exit code 1, the author's line, the log, what to do next", async () => {
    const { code, stdout, stderr } = await project.zenc(["run", "pipeline.ts", "--param", "bad=1", "--max-parallel", "1"]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(masked(stderr)).toBe(
      [
        "demo  RUN",
        "↺ list  reused",
        "✗ train  1 failed, 2 succeeded  TOOK  1 retry",
        "· best  not run",
        "· publish  not run",
        "· keep  not run",
        "",
        "✗ train[1] failed: RangeError: item 1 is bad",
        "  check.ts:4:11",
        "  2 │ export function check(item: number, bad: number): void {",
        "  3 │  if (item === bad) {",
        '> 4 │  throw new RangeError("item " + item + " is bad");',
        "  │  ^",
        "  5 │  }",
        "  its last lines:",
        "  │ training 1",
        "  zenc show RUN train[1] --log",
        "  zenc explain RUN train[1]",
        "",
        "failed in TOOK  (1 node reused)",
        "",
      ].join("\n"),
    );
    const shown = await document("show", "latest");
    expect(shown).toMatchObject({
      status: "failed",
      result: null,
      error: { node: "train", index: [1], file: "check.ts", line: 4 },
    });
    expect(shown.nodes.find((node: { state: string }) => node.state === "failed")).toMatchObject({ attempts: 2 });
  });

  test("show of one node: output, a field of it, a file, the log", async () => {
    expect((await project.zenc(["show", "second", "best"])).stdout).toContain("{ item: 2, score: 4 }");
    expect(await project.zenc(["show", "second", "best", "--output", "score"])).toMatchObject({ code: 0, stdout: "4\n" });
    expect(await project.zenc(["show", "second", "best", "--to", "best.json"])).toMatchObject({ code: 0, stdout: "" });
    expect(JSON.parse(await readFile(join(project.folder, "best.json"), "utf8"))).toEqual({ item: 2, score: 4 });
    expect(await project.zenc(["show", "latest", "train[1]", "--log"])).toMatchObject({ code: 0, stdout: "training 1\n" });
    expect(await document("show", "second", "train[2]")).toMatchObject({
      version: 1,
      node: "train",
      index: [2],
      value: { item: 2, score: 4 },
    });
    expect((await document("show", "second", "train")).nodes).toHaveLength(3);
  });

  test("runs: the newest first, with what each came to", async () => {
    const { runs } = await document("runs", "demo");
    expect(runs.map((run: { status: string }) => run.status)).toEqual(["failed", "succeeded", "succeeded"]);
    expect(runs[1]).toMatchObject({ run: "second", pipeline: "demo", engine: "local" });
    expect((await document("runs", "--limit", "1")).runs).toHaveLength(1);
  });

  test("explain: reused, an effect, another parameter, another file", async () => {
    expect(await document("explain", "second", "best")).toMatchObject({ reason: "reused", state: "reused" });
    expect(await document("explain", "second", "publish")).toMatchObject({ reason: "effect" });
    expect(await document("explain", "latest", "train[2]")).toMatchObject({
      reason: "key-differs",
      earlier: { run: "second", index: [2] },
      differences: [{ part: "argument", position: 2, parameters: [{ name: "bad", before: -1, after: 1 }] }],
    });
    await project.write({ "check.ts": check.replace(" is bad", " is very bad") });
    expect((await project.zenc(["run", "pipeline.ts", "--run", "third"])).code).toBe(0);
    expect((await project.zenc(["explain", "third", "list"])).stdout).toContain("list was reused");
    const { stdout } = await project.zenc(["explain", "third", "train[0]"]);
    expect(stdout).toContain("code: check.ts changed  (imported through pipeline.ts → check.ts)");
  });

  test("a run belongs to one plan and its parameters", async () => {
    const other = await project.zenc(["run", "pipeline.ts", "--run", "third", "--param", "count=2"]);
    expect(other).toMatchObject({ code: 2, stdout: "" });
    expect(other.stderr).toContain('The run "third" was begun with other parameters');
  });
});

test("Ctrl-C: exit code 130, nothing half-written, the run goes on afterwards", async () => {
  const slow = demo.replace(
    "export const best = step((models: { item: number; score: number }[]): { item: number; score: number } =>\n  models.reduce((a, b) => (b.score > a.score ? b : a)),\n);",
    `export const best = step(async (models: { item: number; score: number }[]): Promise<{ item: number; score: number }> => {
  const { existsSync } = await import("node:fs");
  while (!existsSync("go")) await new Promise((resolve) => setTimeout(resolve, 10));
  return models[0] ?? { item: 0, score: 0 };
});`,
  );
  expect(slow).not.toBe(demo);
  const own = await createProject({
    ...files,
    "pipeline.ts": slow,
    "check.ts": check,
    "tsconfig.json": '{ "compilerOptions": { "types": [] } }',
  });
  await own.write({
    "globals.d.ts":
      'declare function setTimeout(then: (value?: unknown) => void, ms: number): void;\ndeclare module "node:fs" { export function existsSync(path: string): boolean; }\n',
  });
  let asked = false;
  const interrupted = await own.zenc(["run", "pipeline.ts", "--run", "one"], (text, kill) => {
    if (asked || !/train +3 succeeded/.test(text)) return;
    asked = true; // A second one would end it at once.
    setTimeout(() => kill("SIGINT"), 100);
  });
  expect({ code: interrupted.code, stdout: interrupted.stdout, stderr: interrupted.stderr }).toMatchObject({
    code: 130,
    stdout: "",
  });
  expect(interrupted.stderr).toContain("--run one goes on with it");
  for (const file of await readdir(join(own.folder, ".zenc"), { recursive: true })) {
    if (file.endsWith(".json")) JSON.parse(await readFile(join(own.folder, ".zenc", file), "utf8"));
  }
  const { stdout: shown } = await own.zenc(["show", "one"]);
  expect(shown).toMatch(/best +not ended +runs or is to start/);
  expect(shown).toMatch(/publish +not ended +waits for best/);
  const { stdout: best } = await own.zenc(["show", "one", "best"]);
  expect(best).toMatch(/waits for nothing that it needs: it runs, or no machine has taken it yet\n +runs on +any machine/);
  await own.write({ go: "" });
  const whole = await own.zenc(["run", "pipeline.ts", "--run", "one", "--format", "json"]);
  expect(whole.code).toBe(0);
  const attempts = JSON.parse(whole.stdout).nodes.map((node: { node: string; attempts: number }) => [node.node, node.attempts]);
  expect(attempts.slice(0, 4)).toEqual([
    ["list", 1],
    ["train", 1],
    ["train", 1],
    ["train", 1],
  ]);
  await own.remove();
});

test.each([
  [["run", "pipeline.ts", "--param", "cont=3"], 'There is no parameter "cont". Did you mean "count"?'],
  [["run", "pipeline.ts", "--param", "count=many"], 'The parameter "count" must be number, not "many".'],
  [["run", "pipeline.ts", "--param", "count=0"], 'The parameter "count" must be >= 1, not 0.'],
  [["run", "pipeline.ts", "--param", "count"], '--param takes "name=value"'],
  [["run", "pipeline.ts", "--params", "none.json"], 'The parameters file "none.json" cannot be read'],
  [["run", "pipeline.ts", "--pipeline", "dmo"], 'has no pipeline "dmo". Did you mean "demo"?'],
  [["run", "nothing.ts"], 'The pipeline file "nothing.ts" does not exist.'],
  [["run"], "missing required argument 'file'"],
  [["rnu", "pipeline.ts"], "(Did you mean run?)"],
  [["show", "latest", "trian"], 'has no node "trian". Did you mean "train"?'],
  [["show", "second", "best", "--output", "scor"], 'has no "scor". Did you mean "score"?'],
  [["show", "nothing"], 'has no run "nothing"'],
  [["runs", "dmo"], 'has no runs of "dmo". Did you mean "demo"?'],
  [["run", "pipeline.ts", "--stack", "locl"], "locl"],
])("refused with exit code 2 and nothing on standard output: zenc %j", async (words, message) => {
  const { code, stdout, stderr } = await project.zenc(words);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toContain(message);
  expect(stderr).not.toContain("    at ");
});
