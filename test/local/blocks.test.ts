// Tries and loops on the local engine, with their wiring by hand: what is caught does not fail the run, blocks run whole.
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { keys, type Store, type Task, type Wiring } from "../../runtime/contract/index.js";
import { listRuns, originsIn, readRun } from "../../runtime/history/index.js";
import { openStore } from "../../runtime/stores/index.js";
import { type RunEvent, type RunOutcome, runPlan } from "../../targets/local/engine.js";
import { createPool, type Pool } from "../../targets/local/pool.js";
import { block, catchGate, loop, task, throw_, try_, when } from "../step/pipeline.js";
import { call, glue, literal, type PlanSketch, parameter, pushPlan, reference } from "./plan.js";

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

const wired = (...tasks: Task[]): Wiring => ({ tasks, fanOuts: [] });
async function runSketch(sketch: PlanSketch, onEvent?: (event: RunEvent) => void): Promise<RunOutcome> {
  const { plan, digest } = await pushPlan(store, sketch);
  return runPlan({ plan, digest, store, run: "run", parameters: {}, pool, ...(onEvent ? { onEvent } : {}) });
}
const statesOf = ({ view }: RunOutcome) =>
  Object.fromEntries(
    view.nodes.map((node) => [[node.node, ...node.index].join("."), `${node.state}${node.caught ? ", caught" : ""}`]),
  );

/** `try { b(a()) } catch (e) { h(e) }; after(joined)`. */
const tried = (a: string, h: string): PlanSketch => ({
  steps: { a: { run: a }, same: { run: "(x) => x" }, h: { run: h } },
  glue: { said: "(error) => error.name + ': ' + error.message" },
  structure: [
    try_(
      "try_1",
      [call("a", "a"), call("b", "same", reference("a"))] as never,
      [call("h", "h", glue("said", "try_1_error"))] as never,
      {
        joins: [["j", reference("b"), reference("h")]],
      },
    ),
    call("after", "same", reference("j")),
  ],
  result: reference("after"),
  wiring: wired(
    task("a", { caughtBy: "gate_1" }),
    task("b", { waits: ["a"], caughtBy: "gate_1" }),
    catchGate("gate_1", "try_1", {
      waits: ["b"],
      publishes: [{ kind: "boolean", atom: "caught", value: reference("try_1_caught") }],
    }),
    task("h", { waits: ["gate_1"], guard: [[{ task: "gate_1", atom: "caught", is: true }]] }),
    task("after", { waits: ["h"] }),
  ),
});

test("what is caught does not fail the run; it stays failed, and is marked", async () => {
  const outcome = await runSketch(tried("() => { throw new RangeError('far'); }", "(text) => 'saved ' + text"));
  expect(outcome.status).toBe("succeeded");
  expect(statesOf(outcome)).toEqual({ a: "failed, caught", b: "not-run, caught", h: "succeeded", after: "succeeded" });
  expect(outcome.view).toMatchObject({ status: "succeeded", error: null, result: "saved RangeError: far" });
  expect(await listRuns(store)).toMatchObject([{ status: "succeeded" }]);
});

test("a handler that fails fails the run: the error is its own", async () => {
  const outcome = await runSketch(tried("() => { throw new Error('first'); }", "() => { throw new Error('second'); }"));
  expect(outcome.status).toBe("failed");
  expect(statesOf(outcome)).toEqual({ a: "failed, caught", b: "not-run, caught", h: "failed", after: "not-run" });
  expect(outcome.view.error).toMatchObject({ node: "h", message: "second" });
  expect(JSON.parse(Buffer.from((await store.get(keys.result("sketch", "run"))) ?? []).toString())).toMatchObject({
    status: "failed",
  });
});

/** `let n = 0; do { n = add(n); if (bad(n)) throw … } while (n < 3); last(n)`. */
const looping = (bad: string): PlanSketch => ({
  steps: { add: { run: "(n) => n + 1", retries: { limit: 2, delaySeconds: 0, backoff: 1 } }, same: { run: "(x) => x" } },
  glue: { below: "(n) => n < 3", bad, made: "(n) => new RangeError('at ' + n)" },
  structure: [
    loop(
      "loop_1",
      { n: [literal(0), reference("add")] },
      [call("add", "add", reference("n")), when("if_1", glue("bad", "add"), [throw_("throw_1", glue("made", "add"))])] as never,
      glue("below", "add"),
    ),
    call("last", "same", reference("n_out")),
  ],
  result: reference("last"),
  wiring: wired(block("loop_1"), task("last", { waits: ["loop_1"] })),
  source: { nodes: { add: { file: "p.ts", line: 3, column: 5 }, throw_1: { file: "p.ts", line: 4, column: 7 } } },
});

test("a loop: a task of its own, its rounds are instances of its nodes", async () => {
  const events: RunEvent[] = [];
  const outcome = await runSketch(looping("() => false"), (event) => events.push(event));
  expect(outcome.status).toBe("succeeded");
  expect(outcome.view.result).toBe(3);
  expect(outcome.view.nodes.map(({ node, index }) => [node, ...index].join("."))).toEqual(["add.0", "add.1", "add.2", "last"]);
  const states = events.flatMap((event) => (event.kind === "task" && event.task.id === "loop_1" ? [event.state] : []));
  expect(states).toEqual(["waiting", "running", "succeeded"]);
});

test("a throw in a loop fails the run with its message, at the author's line", async () => {
  const outcome = await runSketch(looping("(n) => n === 2"));
  expect(outcome.status).toBe("failed");
  expect(statesOf(outcome)).toEqual({ "add.0": "succeeded", "add.1": "succeeded", last: "not-run" });
  const error = { node: null, name: "RangeError", message: "at 2", file: "p.ts", line: 4, column: 7, index: [1] };
  expect(outcome.view.error).toMatchObject(error);
  expect(await readRun(store, "sketch", "run")).toMatchObject({ status: "failed", error });
});

test("a loop that is not reached is shown once, as skipped, by itself", async () => {
  const sketch = looping("() => false");
  const events: RunEvent[] = [];
  const outcome = await runSketch(
    {
      ...sketch,
      steps: { ...sketch.steps, no: { run: "() => 0" } },
      structure: [
        call("cond", "no"),
        when("if_0", reference("cond"), sketch.structure.slice(0, 1) as never, [], [["j", reference("n_out"), literal(9)]]),
        call("last", "same", reference("j")),
      ],
      wiring: wired(task("cond"), block("loop_1", { waits: ["cond"] }), task("last", { waits: ["cond", "loop_1"] })),
    },
    (event) => events.push(event),
  );
  expect(outcome.view).toMatchObject({ status: "succeeded", result: 9 });
  expect(statesOf(outcome)).toEqual({ cond: "succeeded", add: "skipped", last: "succeeded" });
  const states = events.flatMap((event) => (event.kind === "task" && event.task.id === "loop_1" ? [event.state] : []));
  expect(states).toEqual(["waiting", "running", "skipped"]);
});

test("a call of a block that kills its process is tried again by the block, and the run goes on", async () => {
  const place = JSON.stringify(join(folder, "journal"));
  const sketch = looping("() => false");
  const add = {
    run: `async (n) => {
      const fs = await import("node:fs");
      fs.appendFileSync(${place}, n + ";");
      if (n === 1 && fs.readFileSync(${place}, "utf8").split("1;").length === 2) process.kill(process.pid, "SIGKILL");
      return n + 1;
    }`,
    retries: { limit: 1, delaySeconds: 0, backoff: 1 },
  };
  const outcome = await runSketch({ ...sketch, steps: { ...sketch.steps, add } });
  expect(outcome.status).toBe("succeeded");
  expect(await readFile(join(folder, "journal"), "utf8")).toBe("0;1;1;2;");
  expect(outcome.view.nodes.map(({ attempts }) => attempts)).toEqual([1, 2, 1, 1]);
});

test("interrupted in the middle of a loop: the run goes on from the round that was stopped", async () => {
  const place = JSON.stringify(join(folder, "journal"));
  const sketch = looping("() => false");
  const add = {
    run: `async (n) => {
      const fs = await import("node:fs");
      fs.appendFileSync(${place}, n + ";");
      while (n === 1 && fs.readFileSync(${place}, "utf8").split("1;").length === 2) await new Promise((resolve) => setTimeout(resolve, 10));
      return n + 1;
    }`,
  };
  const { plan, digest } = await pushPlan(store, { ...sketch, steps: { ...sketch.steps, add } });
  const controller = new AbortController();
  const base = { plan, digest, store, run: "run", parameters: {}, pool };
  const running = runPlan({ ...base, signal: controller.signal });
  while (!(await readFile(join(folder, "journal"), "utf8").catch(() => "")).includes("1;"))
    await new Promise((resolve) => setTimeout(resolve, 10));
  controller.abort();
  const interrupted = await running;
  expect(interrupted).toMatchObject({ status: "interrupted", view: { status: "unfinished", result: null } });
  expect(statesOf(interrupted)).toEqual({ "add.0": "succeeded", "add.1": "pending", last: "pending" });
  const whole = await runPlan(base);
  expect(whole).toMatchObject({ status: "succeeded", view: { result: 3 } });
  expect(await readFile(join(folder, "journal"), "utf8")).toBe("0;1;1;2;");
  // A terminated attempt counts for nothing, but has a record.
  expect(whole.view.nodes.map(({ attempts }) => attempts)).toEqual([1, 2, 1, 1]);
});

test("where a value comes from, through the rounds of a loop and the sides of a try", () => {
  const structure = [
    call("start", "s"),
    loop(
      "loop_1",
      { n: [reference("start"), reference("m")], m: [literal(0), reference("add")] },
      [call("add", "s", reference("n"))] as never,
      literal(false),
    ),
    try_("try_1", [call("a", "s")] as never, [call("b", "s")] as never, { joins: [["j", reference("a"), reference("b")]] }),
  ];
  const of = originsIn(structure as never, "parameters" as never);
  expect(of(reference("n_out")).nodes).toEqual(["start", "add"]);
  expect(of({ kind: "list", items: [reference("j"), parameter("k"), parameter("k")] })).toEqual({
    nodes: ["a", "b"],
    parameters: ["k"],
  });
});
