// The decision table: run, skip, reuse, not run, done already; with exit codes, records and publications, in real processes.
import { afterAll, beforeAll, expect, test } from "vitest";
import { type AttemptRecord, type Digest, keys, type Store } from "../../runtime/contract/index.js";
import { call, glue, let_, literal, map, pushPipeline, ref, task, when } from "./pipeline.js";
import { type Bench, openBench, runStep } from "./process.js";

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.remove());

async function recordOf(
  store: Store,
  run: string,
  node: string,
  index: readonly number[] = [],
  attempt = 1,
): Promise<AttemptRecord | null> {
  const bytes = await store.get(keys.attempt("trial", run, node, index, attempt));
  return bytes && JSON.parse(Buffer.from(bytes).toString());
}
const double = { code: "export default (n: number) => n * 2;" };
const fail = { code: 'export default () => { throw new Error("no data"); };' };

test("a step runs, its record is found, its result is reused by the next run", async () => {
  const { digest } = await pushPipeline(bench.store, { steps: { double }, structure: [call("double", [literal(21)])] });
  const first = await runStep(bench, digest, "run-1", "double");
  expect(first).toMatchObject({ code: 0, publications: {} });
  expect(first.stdout).toBe("{}\n");
  const record = await recordOf(bench.store, "run-1", "double");
  expect(record).toMatchObject({ state: "succeeded", attempt: 1, output: { kind: "object", inline: "42" } });

  expect((await runStep(bench, digest, "run-1", "double")).code).toBe(0);
  expect(await recordOf(bench.store, "run-1", "double", [], 2)).toBeNull();

  expect((await runStep(bench, digest, "run-2", "double")).code).toBe(0);
  expect(await recordOf(bench.store, "run-2", "double")).toMatchObject({
    state: "reused",
    output: record?.output,
    reusedFrom: { run: "run-1", node: "double", index: [] },
  });
  expect((await runStep(bench, digest, "run-3", "double", { ZENC_CACHE: "0" })).code).toBe(0);
  expect(await recordOf(bench.store, "run-3", "double")).toMatchObject({ state: "succeeded" });
});

test("a result whose object is gone is not reused", async () => {
  const { digest } = await pushPipeline(bench.store, { steps: { double }, structure: [call("double", [literal(4)])] });
  await runStep(bench, digest, "gone-1", "double");
  const record = await recordOf(bench.store, "gone-1", "double");
  if (record?.output?.kind !== "object") throw new Error("no output");
  await bench.store.remove(keys.object(record.output.digest));
  await runStep(bench, digest, "gone-2", "double");
  expect(await recordOf(bench.store, "gone-2", "double")).toMatchObject({ state: "succeeded" });
  expect(await bench.store.has(keys.object(record.output.digest))).toBe(true);
});

test("a condition skips, a failure dominates", async () => {
  const { digest } = await pushPipeline(bench.store, {
    steps: { double, fail },
    parameters: { type: "object", properties: { go: { type: "boolean", default: false } }, additionalProperties: false },
    glue: "export const go = (p: any) => p.go;",
    structure: [
      call("fail", []),
      when("if_1", glue("go", ["parameters"]), [
        call("plain", [literal(1)], { step: "double" }),
        call("needy", [ref("fail")], { step: "double" }),
      ]),
    ],
  });
  expect((await runStep(bench, digest, "no", "fail")).code).toBe(1);
  expect(await recordOf(bench.store, "no", "fail")).toMatchObject({
    state: "failed",
    final: true,
    error: { cause: "step", name: "Error", message: "no data", file: "steps/fail.ts", line: 1 },
  });
  expect((await runStep(bench, digest, "no", "plain")).code).toBe(0);
  expect(await recordOf(bench.store, "no", "plain")).toBeNull();
  const needy = await runStep(bench, digest, "no", "needy");
  expect(needy.code).toBe(3);
  expect(needy.stderr).toContain('"needy" is not run: "fail", which it needs, failed.');

  expect((await runStep(bench, digest, "yes", "plain", { ZENC_PARAMS: '{"go":true}' })).code).toBe(0);
  expect(await recordOf(bench.store, "yes", "plain")).toMatchObject({ output: { inline: "2" } });
});

test("a task before its time is not run, and says what has not ended", async () => {
  const { digest } = await pushPipeline(bench.store, {
    steps: { double },
    structure: [call("a", [literal(1)], { step: "double" }), call("b", [ref("a")], { step: "double" })],
  });
  const early = await runStep(bench, digest, "early", "b");
  expect(early).toMatchObject({ code: 3, publications: {} });
  expect(early.stderr).toContain('"a", which it needs, has not ended');
});

test("an expression that throws leaves its user not run; a gate records it", async () => {
  const { digest } = await pushPipeline(bench.store, {
    steps: { double },
    glue: "export const bad = () => {\n  return (null as any).x;\n};",
    structure: [let_("x", glue("bad", [])), call("double", [ref("x")])],
    tasks: [task("double"), task("gate_1", { kind: "gate", evaluates: ["let_x"] })],
  });
  const user = await runStep(bench, digest, "throws", "double");
  expect(user.code).toBe(3);
  expect(user.stderr).toContain("pipeline.ts:2:");
  expect((await runStep(bench, digest, "throws", "gate_1", { ZENC_FATAL_EXIT: "0" })).code).toBe(0);
  expect((await runStep(bench, digest, "throws", "gate_1")).publications.fatal).toContain("null");
  expect(await recordOf(bench.store, "throws", "gate_1")).toMatchObject({
    state: "failed",
    final: true,
    error: { cause: "expression", name: "TypeError", file: "pipeline.ts", line: 2 },
  });
});

test("booleans, counts and the result are published", async () => {
  const { digest } = await pushPipeline(bench.store, {
    steps: { list: { code: "export default () => [1, 2, 3];" }, double },
    glue: "export const many = (xs: number[]) => xs.length > 2;\nexport const no = () => { throw new Error('x'); };",
    structure: [call("list", []), map("map_1", ref("list"), [call("double", [ref("map_1_item")])], ref("double"))],
    result: ref("map_1"),
    tasks: [
      task("list", {
        publishes: [
          { kind: "boolean", atom: "many", value: glue("many", ["list"]) },
          { kind: "boolean", atom: "throws", value: glue("no", []) },
          { kind: "count", fanOut: "map_1" },
        ],
      }),
      task("double", { fanOut: "map_1", waits: ["list"] }),
      task("end", { kind: "gate", waits: ["double"], evaluatesResult: true }),
    ],
    fanOuts: [{ id: "map_1", source: "list", maxInstances: 1024, batch: 1 } as never],
  });
  const first = await runStep(bench, digest, "fan", "list");
  expect(first.publications).toEqual({ booleans: { many: true, throws: "some" }, count: 3 });
  for (const index of ["0", "1", "2"])
    expect((await runStep(bench, digest, "fan", "double", { ZENC_INDEX: index })).code).toBe(0);
  expect((await runStep(bench, digest, "fan", "double")).code).toBe(2);
  expect((await runStep(bench, digest, "fan", "end")).code).toBe(0);
  const result = await bench.store.get(keys.result("trial", "fan"));
  expect(JSON.parse(Buffer.from(result ?? []).toString())).toMatchObject({ status: "succeeded", value: [2, 4, 6] });
  expect(await recordOf(bench.store, "fan", "double", [1])).toMatchObject({ index: [1], output: { inline: "4" } });
});

test("parameters are validated once, with defaults; run.json wins", async () => {
  const { digest } = await pushPipeline(bench.store, {
    steps: { double },
    parameters: {
      type: "object",
      properties: { n: { type: "number", minimum: 1, default: 7 } },
      additionalProperties: false,
    },
    structure: [call("double", [{ kind: "select", from: ref("parameters"), key: "n" }])],
  });
  const bad = await runStep(bench, digest, "bad", "double", { ZENC_PARAMS: '{"n":0,"m":1}' });
  expect(bad.code).toBe(4);
  expect(bad.publications.fatal).toBe(
    'The parameters of "trial" do not fit: parameters must not have the property "m"; parameters.n must be >= 1.',
  );
  expect(await bench.store.has(keys.run("trial", "bad"))).toBe(false);
  expect((await runStep(bench, digest, "bad", "double", { ZENC_PARAMS: "{" })).code).toBe(4);
  await runStep(bench, digest, "good", "double");
  expect(await recordOf(bench.store, "good", "double")).toMatchObject({ output: { inline: "14" } });
  const run = JSON.parse(Buffer.from((await bench.store.get(keys.run("trial", "good"))) ?? []).toString());
  expect(run).toMatchObject({ plan: digest, parameters: { n: 7 }, cache: true });
});

test("another plan, a damaged plan, damaged code and a missing task end the task for good", async () => {
  const one = await pushPipeline(bench.store, { steps: { double }, structure: [call("double", [literal(1)])] });
  const two = await pushPipeline(bench.store, { steps: { double }, structure: [call("double", [literal(2)])] });
  await runStep(bench, one.digest, "plans", "double");
  const other = await runStep(bench, two.digest, "plans", "double");
  expect(other.code).toBe(4);
  expect(other.publications.fatal).toContain("was started with plan");

  await bench.store.put(keys.plan(two.digest), Buffer.from("{}"));
  expect((await runStep(bench, two.digest, "damaged", "double")).publications.fatal).toContain("is damaged");

  const three = await pushPipeline(bench.store, {
    steps: { odd: { code: "export default () => 'odd, never cached';" } },
    structure: [call("odd", [])],
  });
  const code = three.plan.steps["odd" as never]?.code as Digest;
  await bench.store.put(keys.code(code), Buffer.from("export default () => 'evil';"));
  const evil = await runStep(bench, three.digest, "evil", "odd");
  expect(evil.code).toBe(4);
  expect(evil.stderr).toContain("is damaged");
  expect(await recordOf(bench.store, "evil", "odd")).toBeNull();

  expect((await runStep(bench, one.digest, "plans", "nobody")).code).toBe(2);
  expect((await runStep(bench, "0".repeat(64), "plans", "double")).code).toBe(4);
  expect((await runStep(bench, "x", "plans", "double")).code).toBe(2);
});

test("a value that does not fit its type is fatal, however many attempts are left", async () => {
  const { digest } = await pushPipeline(bench.store, {
    steps: {
      wrong: {
        code: "export default () => ({ rows: [1, 'two'] });",
        schema: { type: "object", properties: { rows: { type: "array", items: { type: "number" } } } },
        plan: { retries: { limit: 5, delaySeconds: 0, backoff: 1 } },
      },
    },
    structure: [call("wrong", [])],
  });
  const ended = await runStep(bench, digest, "unfit", "wrong");
  expect(ended.code).toBe(4);
  expect(ended.publications.fatal).toBe('The step "wrong" returned what does not fit its type: output.rows[1] must be number.');
  expect(await recordOf(bench.store, "unfit", "wrong")).toMatchObject({ final: true, error: { cause: "output" } });
});
