// What can happen to a process: crashes, races, retries, timeouts, SIGTERM, and ways to end that are no return.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type AttemptRecord, keys } from "../../runtime/contract/index.js";
import { retryDelaySeconds } from "../../runtime/step/index.js";
import { call, literal, pushPipeline, ref, type StepText, task } from "./pipeline.js";
import { type Bench, openBench, runStep, startStep } from "./process.js";

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.remove());

async function recordOf(run: string, node: string, attempt = 1): Promise<AttemptRecord | null> {
  const bytes = await bench.store.get(keys.attempt("trial", run, node, [], attempt));
  return bytes && JSON.parse(Buffer.from(bytes).toString());
}
const one = (name: string, step: StepText) => pushPipeline(bench.store, { steps: { [name]: step }, structure: [call(name, [])] });
const alive = (pid: number): boolean => {
  try {
    // A zombie has ended; it waits for a parent that does not ask.
    return !/^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
};
const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await sleep(20);
};

test("kill -9 at any moment leaves whole records only, and a later start completes with the same digests", async () => {
  const { digest } = await pushPipeline(bench.store, {
    steps: {
      make: { code: "export default () => Array.from({ length: 20000 }, () => Math.random());" },
      sum: { code: "export default (xs: number[]) => xs.reduce((a, b) => a + b, 0);" },
    },
    structure: [call("make", []), call("sum", [ref("make")])],
  });
  const outputs = new Set<string>();
  for (let round = 0; round < 12; round++) {
    const run = `crash-${round}`;
    for (const task of ["make", "sum"]) {
      const started = startStep(bench, { ZENC_PLAN: digest, ZENC_RUN: run, ZENC_TASK: task, ZENC_CACHE: "0" });
      await sleep(Math.random() * 110);
      started.child.kill("SIGKILL");
      await started.ended;
      for await (const key of bench.store.list(keys.runFolder("trial", run))) {
        expect(() => JSON.parse(Buffer.from(readFileSync(join(bench.url, key))).toString())).not.toThrow();
      }
      expect((await runStep(bench, digest, run, task, { ZENC_CACHE: "0" })).code).toBe(0);
    }
    const output = [await recordOf(run, "make"), await recordOf(run, "sum")].map((record) => record?.output);
    outputs.add(JSON.stringify(output));
  }
  expect(outputs.size).toBe(1);
});

test("two starts at once: one record, both end as it says", async () => {
  const { digest } = await one("slow", {
    code: "export default async () => { await new Promise((r) => setTimeout(r, 300)); return process.pid; };",
  });
  const both = await Promise.all([runStep(bench, digest, "twice", "slow"), runStep(bench, digest, "twice", "slow")]);
  expect(both.map((ended) => ended.code)).toEqual([0, 0]);
  expect(await recordOf("twice", "slow")).toMatchObject({ state: "succeeded" });
  expect(await recordOf("twice", "slow", 2)).toBeNull();
});

test("the third attempt succeeds; a start after the last failure is one more attempt", async () => {
  const place = join(bench.folder, "tries");
  const code = (times: number) => `import { appendFileSync, readFileSync } from "node:fs";
export default () => {
  appendFileSync(${JSON.stringify(place)}, "x");
  if (readFileSync(${JSON.stringify(place)}).length < ${times}) throw new Error("not yet");
  return "done";
};`;
  const { digest } = await one("flaky", { code: code(3), plan: { retries: { limit: 1, delaySeconds: 2, backoff: 3 } } });
  expect((await runStep(bench, digest, "retry", "flaky")).code).toBe(1);
  expect(await recordOf("retry", "flaky", 1)).toMatchObject({ final: false });
  expect((await runStep(bench, digest, "retry", "flaky")).code).toBe(1);
  expect(await recordOf("retry", "flaky", 2)).toMatchObject({ final: true });
  expect((await runStep(bench, digest, "retry", "flaky")).code).toBe(0);
  expect(await recordOf("retry", "flaky", 3)).toMatchObject({ state: "succeeded", final: false });

  const policy = { limit: 3, delaySeconds: 2, backoff: 3, maxDelaySeconds: 10 };
  expect([1, 2, 3, 4].map((attempt) => retryDelaySeconds(policy, attempt))).toEqual([2, 6, 10, null]);
});

test("a timeout kills the step and what it has started, and says so", async () => {
  const pids = join(bench.folder, "pids");
  const { digest } = await one("hangs", {
    code: `import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
export default () => {
  const child = spawn("sh", ["-c", "sleep 1000 & echo $! > ${pids}; wait"], { stdio: "ignore" });
  console.log("waiting");
  while (true) ;
};`,
    plan: { timeoutSeconds: 1 },
  });
  const ended = await runStep(bench, digest, "timeout", "hangs");
  expect(ended.code).toBe(1);
  expect(ended.stdout).toBe("{}\n");
  const record = await recordOf("timeout", "hangs");
  expect(record).toMatchObject({ state: "failed", final: true, error: { cause: "timeout", fatal: false } });
  expect(record?.error?.message).toContain("timeout of 1 s");
  await until(() => !alive(Number(readFileSync(pids, "utf8"))));
});

test("a step with a timeout that is in time gives its result through the second process", async () => {
  const { digest } = await one("quick", {
    code: "export default () => { console.log('hi'); return 7; };",
    plan: { timeoutSeconds: 60 },
  });
  const ended = await runStep(bench, digest, "in-time", "quick");
  expect(ended).toMatchObject({ code: 0, stdout: "{}\n", stderr: "hi\n" });
});

test.each([{}, { timeoutSeconds: 100 }])("SIGTERM leaves a record that is not final, and ends with 143 (%j)", async (plan) => {
  const place = join(bench.folder, `term-${JSON.stringify(plan).length}`);
  const { digest } = await one("waits", {
    code: `import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
export default async () => {
  const child = spawn("sleep", ["1000"], { stdio: "ignore" });
  writeFileSync(${JSON.stringify(place)}, String(child.pid));
  await new Promise((resolve) => child.on("exit", () => setTimeout(resolve, 100_000)));
};`,
    plan,
  });
  const run = `term-${JSON.stringify(plan).length}`;
  const started = startStep(bench, { ZENC_PLAN: digest, ZENC_RUN: run, ZENC_TASK: "waits" });
  await until(() => existsSync(place) && readFileSync(place, "utf8") !== "");
  started.child.kill("SIGTERM");
  expect((await started.ended).code).toBe(143);
  expect(await recordOf(run, "waits")).toMatchObject({ state: "failed", final: false, error: { cause: "terminated" } });
  await until(() => !alive(Number(readFileSync(place, "utf8"))));
});

test.each([
  ["exits", "export default () => { process.exit(0); };", "called process.exit(0)"],
  [
    "catches",
    "export default async () => { try { process.exit(3); } catch {} await new Promise(() => {}); };",
    "process.exit(3)",
  ],
  ["hangs", "export default () => new Promise(() => {});", "never settled"],
  [
    "rejects",
    "export default async () => { Promise.reject(new Error('lost')); await new Promise((r) => setTimeout(r, 1000)); };",
    "lost",
  ],
  [
    "explodes",
    "export default async () => { setTimeout(() => { throw new Error('late'); }, 10); await new Promise((r) => setTimeout(r, 1000)); };",
    "late",
  ],
  ["imports", "throw new Error('at import'); export default () => 1;", "at import"],
  ["throws", "export default () => { throw { odd: 1 }; };", "odd: 1"],
  ["returns", "export default () => () => 1;", "output"],
])("a step that %s fails with a clear error", async (name, code, message) => {
  for (const plan of [{}, { timeoutSeconds: 30 }]) {
    const { digest } = await one(name, { code, plan });
    const run = `end-${name}-${JSON.stringify(plan).length}`;
    const ended = await runStep(bench, digest, run, name);
    expect([1, 4]).toContain(ended.code);
    expect((await recordOf(run, name))?.error?.message).toContain(message);
    expect(ended.stderr).toContain(message);
    expect(ended.stdout.split("\n")).toHaveLength(2);
  }
});

test("a killed process inside a supervised step is a failed attempt", async () => {
  const { digest } = await one("dies", {
    code: "export default () => { process.kill(process.pid, 'SIGKILL'); };",
    plan: { timeoutSeconds: 30 },
  });
  expect((await runStep(bench, digest, "dies", "dies")).code).toBe(1);
  expect(await recordOf("dies", "dies")).toMatchObject({ state: "failed", error: { name: "ProcessEnded" } });
});

test("the log holds head and tail within its limit, standard output stays clean", async () => {
  const { digest } = await one("talks", {
    code: `import { log } from "zenc";
export default () => {
  log("first");
  for (let i = 0; i < 40000; i++) console.log("x".repeat(99));
  console.error("last");
  return null;
};`,
  });
  const ended = await runStep(bench, digest, "talks", "talks");
  expect(ended.stdout).toBe("{}\n");
  const record = await recordOf("talks", "talks");
  expect(record?.log?.truncated).toBe(true);
  expect(record?.log?.bytes).toBeLessThan(1024 * 1024 + 200);
  const text = Buffer.from((await bench.store.get(keys.object(record?.log?.digest as never))) ?? []).toString();
  expect(text.startsWith("first\nxxx")).toBe(true);
  expect(text.endsWith("xxx\nlast\n")).toBe(true);
  expect(text).toMatch(/… \d+ bytes left out …/);
});

test("a step has its env, its secrets, its metrics and seeded randomness; an evaluator's numbers are metrics", async () => {
  const { digest } = await pushPipeline(bench.store, {
    steps: {
      score: {
        code: `import { metric } from "zenc";
export default (n: number) => {
  metric("loss", 0.5, 1);
  return { accuracy: 0.9, perClass: { cat: 1 }, rows: [1], mode: process.env.MODE, key: process.env.TOKEN!.length, random: Math.random() };
};`,
        plan: { kind: "evaluator", env: { MODE: "fast" }, secrets: ["TOKEN"] },
      },
    },
    structure: [call("score", [literal(1)])],
  });
  const lacking = await runStep(bench, digest, "lacks", "score");
  expect(lacking.code).toBe(4);
  expect(lacking.publications.fatal).toContain('"TOKEN"');
  const values = [];
  for (const run of ["has-1", "has-2"]) {
    expect((await runStep(bench, digest, run, "score", { TOKEN: "12345", ZENC_CACHE: "0" })).code).toBe(0);
    const record = await recordOf(run, "score");
    expect(record?.metrics).toEqual([
      { name: "loss", value: 0.5, step: 1 },
      { name: "accuracy", value: 0.9 },
      { name: "perClass.cat", value: 1 },
      { name: "key", value: 5 },
      { name: "random", value: expect.any(Number) },
    ]);
    values.push(record?.output);
  }
  expect(values[0]).toEqual(values[1]);
  expect(JSON.stringify(values[0])).toContain("fast");
});

test("publications go to a file where the engine asks for it; --help and --version", async () => {
  const { digest } = await one("plain", { code: "export default () => 1;" });
  const place = join(bench.folder, "published.json");
  const ended = await runStep(bench, digest, "file", "plain", { ZENC_PUBLISH: place });
  expect(ended.stdout).toBe("");
  expect(readFileSync(place, "utf8")).toBe("{}\n");
  expect((await startStep(bench, {}, ["--help"]).ended).stdout).toContain("ZENC_PLAN");
  expect(await startStep(bench, {}, ["--version"]).ended).toMatchObject({ code: 0 });
  expect(await startStep(bench, {}, ["--what"]).ended).toMatchObject({ code: 2, stdout: "" });
  const without = await startStep(bench, { ZENC_PLAN: "", ZENC_TASK: "" }).ended;
  expect(without).toMatchObject({ code: 2 });
  expect(without.stderr).toContain("ZENC_PLAN, ZENC_TASK");
});

test("for engines that read plain files and know no exit codes of zenc's own", async () => {
  const { digest } = await pushPipeline(bench.store, {
    steps: {
      list: { code: "export default () => [1, 2, 3];" },
      fail: {
        code: 'export default () => { throw new Error("no"); };',
        plan: { retries: { limit: 1, delaySeconds: 0, backoff: 1 } },
      },
    },
    structure: [call("list", []), call("fail", [])],
    tasks: [
      task("list", {
        publishes: [
          { kind: "boolean", atom: "ok", value: literal(true) },
          { kind: "boolean", atom: "big", value: literal(0) },
        ],
      }),
      task("fail"),
    ],
  });
  const folder = join(bench.folder, "told", "here/");
  const variables = { ZENC_PUBLISH: folder, ZENC_FINAL_EXIT: "4", ZENC_SKIPPED_EXIT: "0" };
  expect(await runStep(bench, digest, "files", "list", variables)).toMatchObject({ code: 0, stdout: "" });
  expect(readFileSync(join(folder, "holds"), "utf8")).toBe(" ok=true  big=false ");
  expect(existsSync(join(folder, "items"))).toBe(false);
  // Another attempt may help the first time, none is left the second.
  expect((await runStep(bench, digest, "files", "fail", variables)).code).toBe(1);
  expect((await runStep(bench, digest, "files", "fail", variables)).code).toBe(4);
});
