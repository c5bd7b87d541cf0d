// `zenc check`: problems, or what was understood; at once where nothing has changed; again after each save.
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import pc from "picocolors";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Terminal } from "../../cli/terminal.js";
import { watch } from "../../cli/watch.js";
import { check, demo, files } from "./project.js";
import { createProject, type Project } from "./zenc.js";

const drawing = `demo({ count = 3, threshold = 1, bad = -1 })  pipeline.ts

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
`;

let project: Project;
beforeAll(async () => {
  project = await createProject({ ...files, "bad.ts": demo.replace("await list(count)", "await list(Date.now())") });
});
afterAll(() => project.remove());
const document = async (...words: string[]) => JSON.parse((await project.zenc([...words, "--format", "json"])).stdout);

test("without problems it shows what it understood; --no-graph and --quiet say less", async () => {
  expect(await project.zenc(["check", "pipeline.ts"])).toEqual({ code: 0, stdout: drawing, stderr: "✓ 1 pipeline\n" });
  expect(await project.zenc(["check", "pipeline.ts", "--no-graph"])).toEqual({ code: 0, stdout: "", stderr: "✓ 1 pipeline\n" });
  expect(await project.zenc(["check", "pipeline.ts", "--quiet"])).toEqual({ code: 0, stdout: "", stderr: "" });
});

test("errors at the author's line, as text, JSON and SARIF, exit code 2", async () => {
  const text = await project.zenc(["check", "bad.ts"]);
  expect(text.code).toBe(2);
  expect(text.stdout).toMatch(/^error\[/);
  expect(text.stdout).toContain("Date.now()");
  expect(text.stdout).toMatch(/\n1 error\n$/);
  const said = await document("check", "bad.ts");
  expect(said).toMatchObject({
    version: 1,
    ok: false,
    errors: 1,
    diagnostics: [{ severity: "error", span: { file: "bad.ts" } }],
    graphs: [],
  });
  const sarif = JSON.parse((await project.zenc(["check", "bad.ts", "--format", "sarif"])).stdout);
  expect(sarif).toMatchObject({ version: "2.1.0", runs: [{ results: [{ ruleId: said.diagnostics[0].code }] }] });
});

test("the JSON document holds the graph of each pipeline, as `zenc graph` has it", async () => {
  const said = await document("check", "pipeline.ts");
  expect(said).toMatchObject({ format: "zenc-diagnostics", version: 1, ok: true, diagnostics: [] });
  expect(said.graphs).toEqual([await document("graph", "pipeline.ts")]);
  expect(await document("check", "pipeline.ts", "--no-graph")).not.toHaveProperty("graphs");
});

test("a long drawing is cut to a screen", async () => {
  const calls = Array.from({ length: 60 }, (_, index) => `  await list(${index});`).join("\n");
  await project.write({ "long.ts": `${demo}export const long = pipeline("long", async () => {\n${calls}\n});\n` });
  const { stdout } = await project.zenc(["check", "long.ts"]);
  const lines = stdout.slice(stdout.indexOf("long()")).trimEnd().split("\n");
  expect(lines).toHaveLength(40);
  expect(lines.at(-1)).toMatch(/^… \d+ more lines: zenc graph long\.ts$/);
});

test("once more it says the same without the compiler, until something changes", async () => {
  const own = await createProject(files);
  const first = await own.zenc(["check", "pipeline.ts"]);
  expect(await own.zenc(["check", "pipeline.ts"])).toEqual(first);
  // What it says is what it remembers: nothing is compiled.
  const folder = join(own.folder, ".cache/checks");
  const [file = ""] = await readdir(folder);
  const remembered = await readFile(join(folder, file), "utf8");
  await writeFile(join(folder, file), remembered.replace("1 pipeline", "1 remembered pipeline"));
  expect((await own.zenc(["check", "pipeline.ts"])).stderr).toBe("✓ 1 remembered pipeline\n");
  await writeFile(join(folder, file), remembered);
  await own.write({ "check.ts": check.replace("item === bad", "item === 'bad'") });
  expect((await own.zenc(["check", "pipeline.ts"])).stdout).toContain("error[typescript-2367]");
  await rm(join(own.folder, "check.ts"));
  expect((await own.zenc(["check", "pipeline.ts"])).stdout).toContain("error[typescript-2307]");
  await own.write({ "check.ts": check });
  expect(await own.zenc(["check", "pipeline.ts"])).toEqual(first);
  await own.write({ "zenc.yaml": "stacks: 1\n" });
  expect(await own.zenc(["check", "pipeline.ts"])).toMatchObject({ code: 2, stdout: "" });
  await own.remove();
});

test("--watch: after each change, also of zenc.yaml and of what was missing; plain lines with the time", async () => {
  const { "check.ts": _, ...others } = { ...files, "check.ts": check };
  const own = await createProject(others);
  const steps = [
    () => own.write({ "check.ts": check }),
    () => own.write({ "zenc.yaml": "stacks: 1\n" }),
    () => own.write({ "zenc.yaml": files["zenc.yaml"] }),
  ];
  let done = 0;
  const { code, stdout, stderr } = await own.zenc(["check", "pipeline.ts", "--watch"], (text, kill) => {
    const times = text.split("watching; Ctrl-C ends").length - 1;
    if (times <= done) return;
    done = times;
    const next = steps.shift();
    if (next) void next();
    else kill("SIGINT");
  });
  expect(code).toBe(0);
  expect(stdout.indexOf("typescript-2307")).toBeLessThan(stdout.indexOf(drawing));
  expect(stdout.split(drawing)).toHaveLength(3);
  expect(stderr).toContain("check.ts changed");
  expect(stderr.match(/zenc\.yaml changed/g)).toHaveLength(2);
  expect(stderr).toContain("error[stack-invalid]");
  expect(stderr.match(/^\d+(\.\d)? m?s, watching; Ctrl-C ends$/gm)).toHaveLength(4);
  expect(stdout + stderr).not.toContain("\u001b");
  await own.remove();
});

test("--watch in a terminal begins with an empty screen", async () => {
  const noted: string[] = [];
  const controller = new AbortController();
  const plain = pc.createColors(false);
  const terminal: Terminal = {
    cwd: project.folder,
    print: async () => {},
    note: (text) => void noted.push(text),
    colors: plain,
    noteColors: plain,
    live: true,
    columns: 80,
    listen: () => controller.signal,
  };
  const once = async () => {
    controller.abort();
    return 0;
  };
  expect(await watch(terminal, once, { clear: true })).toBe(0);
  expect(noted).toEqual(["\u001b[2J\u001b[3J\u001b[H"]);
});
