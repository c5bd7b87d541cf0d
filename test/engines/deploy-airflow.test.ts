// `zenc deploy`, `trigger` and `diff` against a real Airflow: it picks up what is deployed, and a run there ends for the user as one here.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { check, demo } from "../cli/project.js";
import { createProject, masked, type Project } from "../cli/zenc.js";
import { stepProcess } from "../conformance/shape.js";
import { installAirflow } from "./airflow/install.js";
import { type Scheduler, startScheduler } from "./airflow/scheduler.js";
import { openFlakyWay } from "./flaky.js";

let scheduler: Scheduler;
let project: Project;
beforeAll(async () => {
  project = await createProject({
    "pipeline.ts": demo,
    "check.ts": check,
    "package.json": '{ "name": "demo", "type": "module" }\n',
  });
  scheduler = await startScheduler(await installAirflow(), { ZENC_STEP: stepProcess });
  const deploy = `deploy: { to: ${scheduler.dags}, api: "${scheduler.url}/" }`;
  await project.write({
    "zenc.yaml": `stacks:
  local: { target: local, store: .zenc }
  production: { target: airflow, store: ${join(project.folder, "artifacts")}, ${deploy} }
`,
  });
  Object.assign(process.env, { ZENC_AIRFLOW_USERNAME: "admin", ZENC_AIRFLOW_PASSWORD: "admin" });
});
afterAll(() => Promise.all([scheduler?.close(), project?.remove()]));

const stack = ["--stack", "production"];
const trigger = (...words: string[]) => project.zenc(["trigger", "demo", ...stack, ...words]);
const run = (...words: string[]) => project.zenc(["run", "pipeline.ts", "--stack", "local", "--no-cache", ...words]);
/** What is said of each task, in no order: here and there tasks side by side end as they like. */
const taskLines = (text: string) =>
  masked(text)
    .split("\n")
    .filter((line) => /^[✓↺–✗·] /.test(line))
    .map((line) => line.replace(/ TOOK.*$/, "").trim())
    .sort();
/** From the failure on: its place, the author's line, the end of its log. */
const ending = (text: string) => {
  const lines = masked(text).split("\n");
  const at = lines.findLastIndex((line) => /^✗ .* failed: /.test(line));
  return (at < 0 ? lines.slice(-1) : lines.slice(at)).join("\n");
};

test("what is deployed is picked up, and a run there ends as one here", async () => {
  expect(await project.zenc(["diff", "pipeline.ts", ...stack])).toMatchObject({ code: 1, stdout: "demo  not deployed yet\n" });
  const deployed = await project.zenc(["deploy", "pipeline.ts", ...stack]);
  expect(deployed, deployed.stderr).toMatchObject({ code: 0 });
  await scheduler.ready("demo");
  expect(await project.zenc(["diff", "pipeline.ts", ...stack])).toMatchObject({ code: 0, stdout: "demo  as it is deployed\n" });

  const [there, here] = await Promise.all([trigger("--param", "count=4", "--wait"), run("--param", "count=4")]);
  expect(there, there.stderr).toMatchObject({ code: 0 });
  expect(there.stdout).toBe(here.stdout);
  expect(taskLines(there.stderr)).toEqual(taskLines(here.stderr));
});

test("a run that fails there ends with the exit code, the words and the document of one here", async () => {
  const [there, here] = await Promise.all([trigger("--param", "bad=1", "--wait"), run("--param", "bad=1")]);
  expect(here.code).toBe(1);
  expect(there, there.stderr).toMatchObject({ code: 1, stdout: here.stdout });
  expect(taskLines(there.stderr)).toEqual(taskLines(here.stderr));
  expect(ending(there.stderr)).toBe(ending(here.stderr));
  const { stdout, code } = await trigger("--param", "bad=1", "--wait", "--format", "json");
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({
    version: 1,
    status: "failed",
    engine: "airflow",
    error: { node: "train", index: [1], name: "RangeError" },
  });
});

test("what cannot be started says so before it starts", async () => {
  const wrong = await trigger("--param", "count=0", "--wait");
  expect(wrong).toMatchObject({ code: 2, stdout: "" });
  expect(wrong.stderr).toContain('The parameter "count" must be >= 1');
  const unknown = await project.zenc(["trigger", "nothing", ...stack]);
  expect(unknown.code).toBe(2);
  expect(unknown.stderr).toContain('has no pipeline "nothing"');
  process.env.ZENC_AIRFLOW_PASSWORD = "wrong";
  const stranger = await trigger();
  process.env.ZENC_AIRFLOW_PASSWORD = "admin";
  expect(stranger.code).toBe(5);
  expect(stranger.stderr).toContain("ZENC_AIRFLOW_TOKEN");
});

test("a start whose answer is lost is one run all the same", async () => {
  const way = await openFlakyWay(Number(new URL(scheduler.url).port));
  const yaml = await readFile(join(project.folder, "zenc.yaml"), "utf8");
  await project.write({ "zenc.yaml": yaml.replace(scheduler.url, `http://127.0.0.1:${way.port}`) });
  const countRuns = async () =>
    JSON.parse((await project.zenc(["runs", "demo", ...stack, "--format", "json"])).stdout).runs.length;
  const before = await countRuns();
  way.loseAnswerTo(/^POST \S+dagRuns /);
  const { code, stdout, stderr } = await trigger("--param", "count=2", "--wait", "--format", "json");
  expect(code, stderr).toBe(0);
  expect(way.cuts()).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({ status: "succeeded", parameters: { count: 2 } });
  expect(await countRuns()).toBe(before + 1);
  await way.close();
  await project.write({ "zenc.yaml": yaml });
});

test("without --wait the answer is the run's id, by which it is found later", async () => {
  const { stdout, code } = await trigger();
  expect(code).toBe(0);
  const id = stdout.trim();
  await scheduler.finished("demo", id);
  expect(JSON.parse((await project.zenc(["show", id, ...stack, "--format", "json"])).stdout)).toMatchObject({
    run: id,
    status: "succeeded",
  });
});

test("a change is shown by its steps, deployed, picked up and run; a file that somebody edited stays as it is", async () => {
  await project.write({ "check.ts": check.replace(" is bad", " is very bad") });
  const difference = await project.zenc(["diff", "pipeline.ts", ...stack]);
  expect(difference).toMatchObject({ code: 1 });
  expect(masked(difference.stdout)).toMatch(/step train code .* check\.ts/);
  expect((await project.zenc(["deploy", "pipeline.ts", ...stack])).code).toBe(0);
  let said = "";
  for (let tries = 0; tries < 60 && !said.includes("very bad"); tries++) {
    const ended = await trigger("--param", "bad=0", "--wait");
    expect(ended.code).toBe(1);
    said = ended.stderr;
    await sleep(1000);
  }
  expect(said).toContain("item 0 is very bad");

  const file = join(scheduler.dags, "demo.py");
  const text = await readFile(file, "utf8");
  await project.write({ "check.ts": check });
  await writeFile(file, text.replace("schedule=None", 'schedule="@daily"'));
  const refused = await project.zenc(["deploy", "pipeline.ts", ...stack]);
  expect(refused.code).toBe(1);
  expect(refused.stdout).toContain("demo.py refused: somebody has changed it since it was deployed");
  expect(await readFile(file, "utf8")).toContain("@daily");
  expect((await project.zenc(["deploy", "pipeline.ts", ...stack, "--force"])).code).toBe(0);
  expect(await readFile(file, "utf8")).not.toContain("@daily");
});
