// The first minute, with the built CLI: run the hello example, run it again from cache, compile it for Airflow. On every Node.
import { cp, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { output, run } from "./command.js";

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const cli = join(root, "dist/cli/zenc.js");
let project = "";

beforeAll(async () => {
  project = join(await mkdtemp(join(tmpdir(), "zenc-first-minute-")), "hello");
  await cp(join(root, "templates/hello"), project, { recursive: true });
});
afterAll(() => rm(dirname(project), { recursive: true, force: true }));

const zenc = (...args: string[]) => output(process.execPath, [cli, ...args], { cwd: project });
const runHello = async () => JSON.parse(await zenc("run", "pipeline.ts", "--param", "name=Ada", "--format", "json"));
const statesOf = (document: { nodes: { node: string; state: string }[] }) =>
  Object.fromEntries(document.nodes.map(({ node, state }) => [node, state]));

test("runs, and reuses everything the second time", async () => {
  const first = await runHello();
  expect(first.status).toBe("succeeded");
  expect(first.result).toEqual({ loud: "HELLO, ADA!", letters: { h: 1, e: 1, l: 2, o: 1, a: 2, d: 1 } });
  expect(statesOf(first)).toEqual({ greet: "succeeded", shout: "succeeded", countLetters: "succeeded" });

  const second = await runHello();
  expect(second.result).toEqual(first.result);
  expect(statesOf(second)).toEqual({ greet: "reused", shout: "reused", countLetters: "reused" });
});

test("compiles for Airflow, byte for byte as anywhere else, and knows that the files are up to date", async () => {
  await zenc("compile", "pipeline.ts", "--stack", "production", "--out", "dags");
  expect(await readdir(join(project, "dags"))).toEqual(["hello.py"]);
  expect(await readFile(join(project, "dags/hello.py"), "utf8")).toBe(
    await readFile(join(root, "examples/hello/dags/hello.py"), "utf8"),
  );
  await zenc("compile", "pipeline.ts", "--stack", "production", "--out", "dags", "--check");
});

test("refuses a parameter that does not fit, before anything runs", async () => {
  const { code, stderr } = await run(process.execPath, [cli, "run", "pipeline.ts", "--param", "nmae=Ada"], { cwd: project });
  expect(code).toBe(2);
  expect(stderr).toContain("nmae");
});
