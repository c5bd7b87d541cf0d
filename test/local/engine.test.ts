// The local engine on real step processes: states, results, retries, parallelism, interruption.
import { appendFile, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Digest, JsonObject, Plan, Store } from "../../runtime/contract/index.js";
import { keys } from "../../runtime/contract/index.js";
import { readRun } from "../../runtime/history/index.js";
import { openStore } from "../../runtime/stores/index.js";
import { type RunEvent, type RunOutcome, runPlan } from "../../targets/local/engine.js";
import { createPool, type Pool } from "../../targets/local/pool.js";
import { branch, call, fanOut, glue, joinOf, literal, type PlanSketch, parameter, pushPlan, reference } from "./plan.js";

const entry = fileURLToPath(new URL("../../dist/step/zenc-step.mjs", import.meta.url));
let folder: string;
let store: Store;
let pool: Pool;
beforeAll(() => {
  pool = createPool({ entry, size: 2 });
});
afterAll(() => pool.stop());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "zenc-local-"));
  store = await openStore(join(folder, "store"));
  return () => rm(folder, { recursive: true, force: true });
});

interface Options {
  readonly parameters?: JsonObject;
  readonly run?: string;
  readonly maxParallel?: number;
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: RunEvent) => void;
}
async function runSketch(sketch: PlanSketch, options: Options = {}): Promise<RunOutcome> {
  const { plan, digest } = await pushPlan(store, sketch);
  return runPushed(plan, digest, options);
}
function runPushed(plan: Plan, digest: Digest, options: Options): Promise<RunOutcome> {
  return runPlan({ plan, digest, store, run: "run", parameters: {}, pool, ...options });
}
const statesOf = ({ view }: RunOutcome) =>
  Object.fromEntries(view.nodes.map((node) => [[node.node, ...node.index].join("."), node.state]));
/** JavaScript that appends a line to the test's own journal. */
const journal = (line: string) =>
  `(await import("node:fs")).appendFileSync(${JSON.stringify(join(folder, "journal"))}, ${line} + "\\n")`;
const journalText = async () =>
  (await readFile(join(folder, "journal"), "utf8").catch(() => "")).trim().split("\n").filter(Boolean);

const squares = (): PlanSketch => ({
  steps: {
    list: { run: "(n) => Array.from({ length: n }, (_, index) => index)" },
    square: { run: "(x) => x * x" },
    sum: { run: "(xs) => xs.reduce((a, b) => a + b, 0)" },
    shout: { run: "(x) => 'more than ten: ' + x" },
    whisper: { run: "(x) => 'not more than ten: ' + x" },
  },
  structure: [
    call("items", "list", parameter("n")),
    fanOut("map_1", reference("items"), [call("squared", "square", reference("item"))], reference("squared")),
    call("total", "sum", reference("map_1")),
    branch(
      "if_1",
      glue("isMore", "total"),
      [call("loud", "shout", reference("total"))],
      [call("soft", "whisper", reference("total"))],
      [joinOf("text", reference("loud"), reference("soft"))],
    ),
  ],
  glue: { isMore: "(total) => total > 10" },
  result: reference("text"),
});

test("a fan-out, a gather, a branch with its join; then all of it from the cache", async () => {
  const first = await runSketch(squares(), { parameters: { n: 4 } });
  expect(first.status).toBe("succeeded");
  expect(first.view.result).toBe("more than ten: 14");
  const states = {
    items: "succeeded",
    "squared.0": "succeeded",
    "squared.1": "succeeded",
    "squared.2": "succeeded",
    "squared.3": "succeeded",
    total: "succeeded",
    loud: "succeeded",
    soft: "skipped",
  };
  expect(statesOf(first)).toEqual(states);

  const second = await runSketch(squares(), { parameters: { n: 4 }, run: "again" });
  expect(second.view.result).toBe("more than ten: 14");
  const reused = Object.fromEntries(
    Object.entries(states).map(([node, state]) => [node, state === "skipped" ? state : "reused"]),
  );
  expect(statesOf(second)).toEqual(reused);
});

test("no items: the fan-out counts as skipped once, and what follows runs", async () => {
  const outcome = await runSketch(squares(), { parameters: { n: 0 } });
  expect(statesOf(outcome)).toEqual({
    items: "succeeded",
    squared: "skipped",
    total: "succeeded",
    loud: "skipped",
    soft: "succeeded",
  });
  expect(outcome.view.result).toBe("not more than ten: 0");
});

test("what a run came to can be read again from its records alone", async () => {
  const { view } = await runSketch(squares(), { parameters: { n: 2 } });
  const again = await readRun(await openStore(store.url), "sketch", "run");
  expect({ ...again, durationMs: 0 }).toEqual({ ...view, durationMs: 0 });
});

test("a failure: what needs it is not run, the rest goes on, the run has failed", async () => {
  const outcome = await runSketch({
    steps: {
      fail: { run: "() => { throw new TypeError('no luck'); }" },
      one: { run: "() => 1" },
      add: { run: "(a, b) => a + b" },
    },
    structure: [
      call("bad", "fail"),
      call("good", "one"),
      call("both", "add", reference("bad"), reference("good")),
      call("more", "add", reference("good"), literal(1)),
    ],
    result: reference("more"),
  });
  expect(outcome.status).toBe("failed");
  expect(statesOf(outcome)).toEqual({ bad: "failed", good: "succeeded", both: "not-run", more: "succeeded" });
  expect(outcome.view).toMatchObject({
    status: "failed",
    result: null,
    error: { node: "bad", name: "TypeError", message: "no luck" },
  });
  expect(JSON.parse(Buffer.from((await store.get(keys.result("sketch", "run"))) ?? []).toString())).toMatchObject({
    status: "failed",
  });
});

test("of several failures, the error is the first in program order", async () => {
  const outcome = await runSketch({
    steps: {
      late: { run: "async () => { await new Promise((resolve) => setTimeout(resolve, 100)); throw new Error('first'); }" },
      early: { run: "() => { throw new Error('second'); }" },
    },
    structure: [call("a", "late"), call("b", "early")],
    result: literal(null),
  });
  expect(outcome.view.error).toMatchObject({ node: "a", message: "first" });
});

test("a step that succeeds at the third attempt", async () => {
  const events: RunEvent[] = [];
  const outcome = await runSketch(
    {
      steps: {
        shaky: {
          run: `async () => {
            ${journal('"try"')};
            const tries = (await import("node:fs")).readFileSync(${JSON.stringify(join(folder, "journal"))}, "utf8").trim().split("\\n").length;
            if (tries < 3) throw new Error("not yet");
            return tries;
          }`,
          retries: { limit: 2, delaySeconds: 0.01, backoff: 2 },
        },
      },
      structure: [call("a", "shaky")],
      result: reference("a"),
    },
    { onEvent: (event) => events.push(event) },
  );
  expect(outcome.status).toBe("succeeded");
  expect(outcome.view.nodes[0]).toMatchObject({ state: "succeeded", attempts: 3 });
  const retries = events.flatMap((event) => (event.kind === "retry" ? [[event.attempt, event.delayMs]] : []));
  expect(retries).toEqual([
    [1, 10],
    [2, 20],
  ]);
});

test("a value that does not fit its type is never retried", async () => {
  const validator =
    "export default function validate() { validate.errors = [{ instancePath: '', message: 'must be odd' }]; return false; }\n";
  const { digestOf } = await import("../../runtime/contract/index.js");
  await store.put(keys.code(digestOf(validator)), Buffer.from(validator));
  const outcome = await runSketch({
    steps: { even: { run: "() => 2", validator: digestOf(validator), retries: { limit: 3, delaySeconds: 0, backoff: 1 } } },
    structure: [call("a", "even")],
    result: reference("a"),
  });
  expect(outcome.view.nodes[0]).toMatchObject({ state: "failed", attempts: 1, error: { cause: "output" } });
});

test("a process that is killed from inside fails its node and no other", async () => {
  const outcome = await runSketch({
    steps: { die: { run: "() => process.kill(process.pid, 'SIGKILL')" }, same: { run: "(x) => x" } },
    structure: [call("a", "die"), ...["b", "c", "d"].map((name) => call(name, "same", literal(name)))],
    result: literal(null),
  });
  expect(statesOf(outcome)).toEqual({ a: "failed", b: "succeeded", c: "succeeded", d: "succeeded" });
});

test("processes stay warm between tasks", async () => {
  const names = Array.from({ length: 12 }, (_, index) => `n${index}`);
  const outcome = await runSketch(
    {
      steps: { pid: { run: "(name) => ({ name, pid: process.pid })" } },
      structure: names.map((name) => call(name, "pid", literal(name))),
      result: { kind: "list", items: names.map((name) => reference(name)) },
    },
    { maxParallel: 2 },
  );
  const pids = (outcome.view.result as { pid: number }[]).map(({ pid }) => pid);
  expect(new Set(pids).size).toBeLessThanOrEqual(2);
  expect(pids).not.toContain(process.pid);
});

/** Steps that end only when `together` of them have begun; says how many ran at once at most. */
async function mostAtOnce(limits: { plan?: number; run?: number }, together: number): Promise<number> {
  const path = JSON.stringify(join(folder, "journal"));
  const outcome = await runSketch(
    {
      steps: {
        meet: {
          run: `async (name) => {
            const fs = await import("node:fs");
            fs.appendFileSync(${path}, "+\\n");
            while (fs.readFileSync(${path}, "utf8").split("+").length - 1 < ${together}) await new Promise((resolve) => setTimeout(resolve, 5));
            await new Promise((resolve) => setTimeout(resolve, 20));
            fs.appendFileSync(${path}, "-\\n");
            return name;
          }`,
        },
      },
      structure: Array.from({ length: 6 }, (_, index) => call(`n${index}`, "meet", literal(index))),
      result: literal(null),
      ...(limits.plan === undefined ? {} : { maxParallel: limits.plan }),
    },
    limits.run === undefined ? {} : { maxParallel: limits.run },
  );
  expect(outcome.status).toBe("succeeded");
  let now = 0;
  return Math.max(...(await journalText()).map((mark) => (now += mark === "+" ? 1 : -1)));
}

test("as many run at once as --max-parallel says, also more than the pool had at first", async () => {
  expect(await mostAtOnce({ run: 3 }, 3)).toBe(3);
});
test("the pipeline's own maxParallel holds besides", async () => {
  expect(await mostAtOnce({ run: 6, plan: 2 }, 2)).toBe(2);
});
test("one at a time", async () => {
  expect(await mostAtOnce({ run: 1 }, 1)).toBe(1);
});

test("batch: items share processes, each has a record of its own; a failed one leaves the others", async () => {
  const outcome = await runSketch({
    steps: {
      list: { run: "() => [0, 1, 2, 3, 4]" },
      work: { run: "(x) => { if (x === 1) throw new Error('one'); return { x, pid: process.pid }; }", batch: 3 },
    },
    structure: [
      call("items", "list"),
      fanOut("map_1", reference("items"), [call("done", "work", reference("item"))], reference("done")),
    ],
    result: reference("map_1"),
  });
  expect(outcome.status).toBe("failed");
  expect(statesOf(outcome)).toEqual({
    items: "succeeded",
    "done.0": "succeeded",
    "done.1": "failed",
    "done.2": "succeeded",
    "done.3": "succeeded",
    "done.4": "succeeded",
  });
});

test("the pipeline's timeout ends the run as failed", async () => {
  const outcome = await runSketch({
    steps: { hang: { run: "() => new Promise((resolve) => setTimeout(resolve, 600_000))" }, one: { run: "() => 1" } },
    structure: [call("a", "one"), call("b", "hang", reference("a"))],
    result: reference("b"),
    timeoutSeconds: 1,
  });
  expect(outcome).toMatchObject({ status: "failed", timedOut: true, view: { result: null } });
  expect(statesOf(outcome)).toEqual({ a: "succeeded", b: "pending" });
});

test("interrupted: what runs is stopped, the store stays consistent, the same run goes on to its end", async () => {
  const { plan, digest } = await pushPlan(store, {
    steps: {
      first: { run: `async () => { ${journal('"first"')}; return 1; }` },
      slow: {
        run: `async (x) => {
          ${journal('"slow " + process.pid')};
          const fs = await import("node:fs");
          while (!fs.existsSync(${JSON.stringify(join(folder, "go"))})) await new Promise((resolve) => setTimeout(resolve, 10));
          return x + 1;
        }`,
      },
      last: { run: "(x) => x + 1" },
    },
    structure: [call("a", "first"), call("b", "slow", reference("a")), call("c", "last", reference("b"))],
    result: reference("c"),
  });
  const controller = new AbortController();
  const running = runPushed(plan, digest, { signal: controller.signal });
  let slow: string | undefined;
  while (slow === undefined) {
    slow = (await journalText()).find((line) => line.startsWith("slow "));
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  controller.abort();
  const interrupted = await running;
  expect(interrupted).toMatchObject({ status: "interrupted", view: { status: "unfinished", result: null } });
  expect(statesOf(interrupted)).toEqual({ a: "succeeded", b: "pending", c: "pending" });
  expect(() => process.kill(Number(slow?.split(" ")[1]), 0)).toThrow("ESRCH");
  for (const file of await readdir(join(folder, "store"), { recursive: true })) {
    if (file.endsWith(".json")) JSON.parse(await readFile(join(folder, "store", file), "utf8"));
  }

  await appendFile(join(folder, "go"), "");
  const whole = await runPushed(plan, digest, {});
  expect(whole.status).toBe("succeeded");
  expect(whole.view.result).toBe(3);
  expect(statesOf(whole)).toEqual({ a: "succeeded", b: "succeeded", c: "succeeded" });
  expect((await journalText()).filter((line) => line === "first")).toHaveLength(1);
});

test("a signal that came before: nothing runs", async () => {
  const outcome = await runSketch(
    {
      steps: { one: { run: `async () => { ${journal('"ran"')}; return 1; }` } },
      structure: [call("a", "one")],
      result: reference("a"),
    },
    { signal: AbortSignal.abort() },
  );
  expect(outcome.status).toBe("interrupted");
  expect(await journalText()).toEqual([]);
});

test("a run that has failed goes on when it is run again, and only what failed is tried again", async () => {
  const sketch: PlanSketch = {
    steps: {
      first: { run: `async () => { ${journal('"first"')}; return 1; }` },
      flaky: {
        run: `async (x) => {
          if (!(await import("node:fs")).existsSync(${JSON.stringify(join(folder, "go"))})) throw new Error("not yet");
          return x + 1;
        }`,
      },
    },
    structure: [call("a", "first"), call("b", "flaky", reference("a"))],
    result: reference("b"),
  };
  expect((await runSketch(sketch)).status).toBe("failed");
  await appendFile(join(folder, "go"), "");
  const again = await runSketch(sketch);
  expect(again.view).toMatchObject({ status: "succeeded", result: 2 });
  expect(again.view.nodes.map((node) => node.attempts)).toEqual([1, 2]);
  expect(await journalText()).toEqual(["first"]);
});

test("a run id belongs to one plan", async () => {
  await runSketch({ steps: { one: { run: "() => 1" } }, structure: [call("a", "one")], result: reference("a") });
  const other = runSketch({ steps: { one: { run: "() => 2" } }, structure: [call("a", "one")], result: reference("a") });
  await expect(other).rejects.toThrow('The run "run" of "sketch" was started with plan');
});
