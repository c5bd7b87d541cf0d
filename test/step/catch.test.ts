// A try whose body and handler are tasks of their own, in real processes: its gate's record, publications, exit codes, and resuming.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type AttemptRecord, keys } from "../../runtime/contract/index.js";
import { call, catchGate, glue, let_, literal, pushPipeline, ref, task, throw_, try_, when } from "./pipeline.js";
import { type Bench, openBench, runStep } from "./process.js";

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.remove());

async function recordOf(run: string, node: string, index: readonly number[] = []): Promise<AttemptRecord | null> {
  const bytes = await bench.store.get(keys.attempt("trial", run, node, index, 1));
  return bytes && JSON.parse(Buffer.from(bytes).toString());
}
const glueText = `export const said = (error: Error) => error.name + ": " + error.message;
export const half = (n: number) => { if (n % 2) throw new RangeError("odd: " + n); return n / 2; };
export const made = () => new Error("made");`;

/** `if (cond()) try { half(a()) } catch (e) { h(e, x) }`. */
const pushed = (cond: string, a: string) =>
  pushPipeline(bench.store, {
    steps: {
      cond: { code: `export default () => ${cond};` },
      a: { code: a },
      h: { code: "export default (...values: unknown[]) => values;" },
    },
    glue: glueText,
    structure: [
      call("cond", []),
      when(
        "if_1",
        ref("cond"),
        [
          try_(
            "try_1",
            [call("a", []), let_("half", glue("half", ["a"]))],
            [call("h", [glue("said", ["try_1_error"]), ref("x")])],
            { joins: [["j", ref("half"), ref("h")]], snapshots: { x: [literal("before"), { let_half: ref("a") }] } },
          ),
        ],
        [],
        [["k", ref("j"), literal(null)]],
      ),
    ],
    result: ref("k"),
    tasks: [
      task("cond"),
      task("a", { waits: ["cond"], caughtBy: "gate_1" }),
      catchGate("gate_1", "try_1", {
        waits: ["a"],
        publishes: [{ kind: "boolean", atom: "caught", value: ref("try_1_caught") }],
      }),
      task("h", { waits: ["gate_1"], guard: [[{ task: "gate_1", atom: "caught", is: true }]] }),
      task("end", { kind: "gate", waits: ["h"], evaluatesResult: true }),
    ],
  });
const order = ["cond", "a", "gate_1", "h", "end"];
async function runAll(digest: string, run: string): Promise<(number | null)[]> {
  const codes = [];
  for (const name of order) codes.push((await runStep(bench, digest, run, name)).code);
  return codes;
}
const resultOf = async (run: string) =>
  JSON.parse(Buffer.from((await bench.store.get(keys.result("trial", run))) ?? []).toString()).value;

test("nothing to catch: the gate says so, the handler is skipped", async () => {
  const { digest } = await pushed("true", "export default () => 8;");
  expect(await runAll(digest, "good")).toEqual([0, 0, 0, 0, 0]);
  expect(await recordOf("good", "gate_1")).toMatchObject({ state: "succeeded", outcome: { caught: false } });
  expect((await runStep(bench, digest, "good", "gate_1")).publications).toEqual({ booleans: { caught: false } });
  expect(await recordOf("good", "h")).toBeNull();
  expect(await resultOf("good")).toBe(4);
});

test("a failed call: its task fails, the gate catches it and keeps its error for the handler", async () => {
  const { digest } = await pushed("true", "export default () => { throw new TypeError('broken'); };");
  expect(await runAll(digest, "call")).toEqual([0, 1, 0, 0, 0]);
  const error = { name: "TypeError", message: "broken" };
  expect(await recordOf("call", "gate_1")).toMatchObject({
    state: "succeeded",
    outcome: { caught: true, node: "a", index: [], error },
  });
  expect(await resultOf("call")).toEqual(["TypeError: broken", "before"]);
});

test("an expression that throws: caught with the variables of its own moment", async () => {
  const { digest } = await pushed("true", "export default () => 7;");
  expect(await runAll(digest, "odd")).toEqual([0, 0, 0, 0, 0]);
  expect(await recordOf("odd", "gate_1")).toMatchObject({ outcome: { caught: true, node: "let_half" } });
  expect(await resultOf("odd")).toEqual(["RangeError: odd: 7", 7]);
});

test("a process that left no record: it has failed, and the handler hears of it as of any failure", async () => {
  const { digest } = await pushed("true", "export default () => 8;");
  const codes = [];
  for (const name of order.filter((one) => one !== "a")) codes.push((await runStep(bench, digest, "lost", name)).code);
  expect(codes).toEqual([0, 0, 0, 0]);
  const message = "The step's process ended and left no record. Often the machine's memory was full, or the machine was lost.";
  const error = { name: "ProcessEnded", message };
  expect(await recordOf("lost", "a")).toMatchObject({ state: "failed", final: true, key: null, error });
  expect(await recordOf("lost", "gate_1")).toMatchObject({ outcome: { caught: true, node: "a", index: [], error } });
  expect(await resultOf("lost")).toEqual([`ProcessEnded: ${message}`, "before"]);
  // What stands outside of the body has to end by itself.
  expect((await runStep(bench, digest, "early", "gate_1")).code).toBe(3);
  expect(await recordOf("early", "cond")).toBeNull();
});

test("not entered: the gate is skipped, and says so to the engine; trouble from outside: it is not run", async () => {
  const skipped = await pushed("false", "export default () => 7;");
  expect(await runAll(skipped.digest, "skipped")).toEqual([0, 0, 99, 0, 0]);
  expect(await resultOf("skipped")).toBeNull();
  const failing = await pushed("(() => { throw new Error('no'); })()", "export default () => 7;");
  expect(await runAll(failing.digest, "outside")).toEqual([1, 3, 3, 3, 3]);
  expect(await recordOf("outside", "gate_1")).toBeNull();
});

test("when a run goes on, what was caught stays caught", async () => {
  const place = join(bench.folder, "mended");
  const { digest } = await pushed(
    "true",
    `import { existsSync } from "node:fs";
export default () => { if (!existsSync(${JSON.stringify(place)})) throw new Error("not yet"); return 8; };`,
  );
  expect(await runAll(digest, "mended")).toEqual([0, 1, 0, 0, 0]);
  writeFileSync(place, "");
  // Fatal: no retry of the engine's helps.
  expect(await runAll(digest, "mended")).toEqual([0, 4, 0, 0, 0]);
  expect(await bench.store.has(keys.attempt("trial", "mended", "a", [], 2))).toBe(false);
  expect(await resultOf("mended")).toEqual(["Error: not yet", "before"]);
});

test("a throw that nobody catches fails the gate that evaluates it; in a handler it is a failure of the run", async () => {
  const { digest } = await pushPipeline(bench.store, {
    glue: glueText,
    structure: [try_("try_1", [throw_("throw_1", glue("made", [], false))], [throw_("throw_2", ref("try_1_error"))])],
    tasks: [catchGate("gate_1", "try_1"), task("end", { kind: "gate", waits: ["gate_1"], evaluates: ["throw_1", "throw_2"] })],
  });
  expect((await runStep(bench, digest, "throws", "gate_1")).code).toBe(0);
  expect((await runStep(bench, digest, "throws", "end")).publications.fatal).toBe("made");
  expect(await recordOf("throws", "end")).toMatchObject({ state: "failed", error: { name: "Error", message: "made" } });
});
