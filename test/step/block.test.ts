// Blocks: one process walks a loop or a fan-out, each call with its own records, attempts and waits, and goes on after a crash.
import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type AttemptRecord, keys, type StructureNode } from "../../runtime/contract/index.js";
import {
  block,
  call,
  glue,
  literal,
  loop,
  map,
  type PipelineText,
  pushPipeline,
  ref,
  task,
  throw_,
  try_,
  when,
} from "./pipeline.js";
import { type Bench, openBench, runStep, startStep } from "./process.js";

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.remove());

async function recordOf(run: string, node: string, index: readonly number[], attempt = 1): Promise<AttemptRecord | null> {
  const bytes = await bench.store.get(keys.attempt("trial", run, node, index, attempt));
  return bytes && JSON.parse(Buffer.from(bytes).toString());
}
async function recordsOf(run: string, node: string): Promise<number> {
  let found = 0;
  for await (const key of bench.store.list(keys.nodeFolder("trial", run, node, []))) if (key.endsWith(".json")) found++;
  return found;
}
const journal = (name: string) => join(bench.folder, name);
const read = (name: string) => (existsSync(journal(name)) ? readFileSync(journal(name), "utf8") : "");
/** A step that writes down what it is called with, then does `more`. */
const writes = (name: string, more = "return n;") => `import { appendFileSync, readFileSync } from "node:fs";
export default async (n: any) => { appendFileSync(${JSON.stringify(journal(name))}, n + ";"); ${more} };`;

const glueText = `export const next = (n: number) => n + 1;
export const below = (limit: number, n: number) => n < limit;
export const said = (error: Error) => error.name + ": " + error.message;
export const two = (n: number) => n === 2;
export const made = (n: number) => new RangeError("made " + n);`;
/** `for (let i = 0; i < times; i++) { … }` */
const counted = (times: number, body: readonly StructureNode[]) => [
  loop(
    "loop_1",
    { i: [literal(0), glue("next", ["i"], false)], limit: [literal(times - 1), ref("limit")] },
    body,
    glue("below", ["limit", "i"], false),
  ),
];
const pushed = (steps: PipelineText["steps"], structure: readonly StructureNode[], rest: Partial<PipelineText> = {}) =>
  pushPipeline(bench.store, {
    ...(steps ? { steps } : {}),
    glue: glueText,
    structure,
    tasks: [block("loop_1", { publishes: [{ kind: "boolean", atom: "many", value: glue("below", ["i_out", "limit_out"]) }] })],
    ...rest,
  });

test("a loop: its calls run in order, each with its record, log and key; the next run reuses them; its values are published", async () => {
  const { digest } = await pushed(
    {
      add: { code: "export default (n: number) => { console.log('adding', n); return n + 10; };" },
      show: { code: writes("order") },
    },
    counted(3, [call("add", [ref("i")]), call("show", [ref("add")])]),
  );
  const first = await runStep(bench, digest, "loop", "loop_1");
  expect(first).toMatchObject({ code: 0, publications: { booleans: { many: true } } });
  expect(first.stdout.split("\n")).toHaveLength(2);
  expect(read("order")).toBe("10;11;12;");
  expect(await recordOf("loop", "add", [2])).toMatchObject({
    state: "succeeded",
    index: [2],
    log: { bytes: 9 },
    output: { inline: "12" },
  });
  expect(await recordOf("loop", "add", [3])).toBeNull();
  expect((await runStep(bench, digest, "loop-again", "loop_1")).code).toBe(0);
  expect(await recordOf("loop-again", "show", [1])).toMatchObject({ state: "reused", reusedFrom: { run: "loop", index: [1] } });
  expect(read("order")).toBe("10;11;12;");
});

test("attempts and the waits between them are the block's own work", async () => {
  const { digest } = await pushed(
    {
      flaky: {
        code: writes(
          "flaky",
          `if (readFileSync(${JSON.stringify(journal("flaky"))}, "utf8").split("1;").length < 4) throw new Error("not yet"); return n;`,
        ),
        plan: { retries: { limit: 2, delaySeconds: 0.4, backoff: 1 } },
      },
    },
    counted(2, [call("flaky", [{ kind: "list", items: [ref("i"), literal(1)] }])]),
  );
  const ended = await runStep(bench, digest, "flaky", "loop_1");
  expect(ended.code).toBe(0);
  expect(read("flaky")).toBe("0,1;0,1;0,1;1,1;");
  const [second, third] = [await recordOf("flaky", "flaky", [0], 2), await recordOf("flaky", "flaky", [0], 3)];
  expect(second).toMatchObject({ state: "failed", final: false });
  expect(third).toMatchObject({ state: "succeeded" });
  const waited = Date.parse(third?.startedAt ?? "") - Date.parse(second?.startedAt ?? "");
  expect(waited).toBeGreaterThanOrEqual(390);
});

test("a call that fails for good ends the block, fatally, after the rest of its round; a later start tries it once more", async () => {
  const { digest } = await pushed(
    { bad: { code: writes("bad", "if (n === 1) throw new TypeError('one'); return n;") }, other: { code: writes("other") } },
    counted(3, [call("bad", [ref("i")]), call("other", [ref("i")]), call("needs", [ref("bad")], { step: "other" })]),
  );
  const ended = await runStep(bench, digest, "bad", "loop_1");
  expect(ended).toMatchObject({ code: 4, publications: { fatal: "one" } });
  expect(ended.stderr).toContain("TypeError: one");
  // "needs" is called as "other" was, and so reused.
  expect([read("bad"), read("other")]).toEqual(["0;1;", "0;1;"]);
  expect(await recordOf("bad", "needs", [1])).toBeNull();
  expect((await runStep(bench, digest, "bad", "loop_1")).code).toBe(4);
  expect([read("bad"), read("other")]).toEqual(["0;1;1;", "0;1;"]);
});

test("a throw ends the loop with its error; what the block needs from outside leaves it not run, and a condition skips it", async () => {
  const structure = [
    call("cond", []),
    when(
      "if_1",
      ref("cond"),
      counted(5, [call("add", [ref("i")]), when("if_2", glue("two", ["i"]), [throw_("throw_1", glue("made", ["i"]))])]),
    ),
  ];
  const steps = (cond: string) => ({
    cond: { code: `export default () => ${cond};` },
    add: { code: "export default (n: number) => n + 1;" },
  });
  const tasks = [task("cond"), block("loop_1", { waits: ["cond"] })];
  const thrown = await pushed(steps("true"), structure, { tasks });
  await runStep(bench, thrown.digest, "throw", "cond");
  const ended = await runStep(bench, thrown.digest, "throw", "loop_1");
  expect(ended).toMatchObject({ code: 4, publications: { fatal: "made 2" } });
  expect(await recordsOf("throw", "add")).toBe(3);

  const early = await runStep(bench, thrown.digest, "early", "loop_1");
  expect(early.code).toBe(3);
  const failing = await pushed(steps("{ throw new Error('no'); }"), structure, { tasks });
  await runStep(bench, failing.digest, "failing", "cond");
  const notRun = await runStep(bench, failing.digest, "failing", "loop_1");
  expect(notRun.code).toBe(3);
  expect(notRun.stderr).toContain('"loop_1" is not run: "cond", which it needs, failed.');
  const skipping = await pushed(steps("false"), structure, { tasks });
  await runStep(bench, skipping.digest, "skipping", "cond");
  expect(await runStep(bench, skipping.digest, "skipping", "loop_1")).toMatchObject({ code: 99, publications: {} });
});

test("what is not run inside because of something outside is reported as not run, where nothing inside failed", async () => {
  const { digest } = await pushed(
    { fail: { code: "export default () => { throw new Error('no'); };" }, add: { code: "export default (n: number) => n;" } },
    [call("fail", []), ...counted(3, [call("free", [ref("i")], { step: "add" }), call("needy", [ref("fail")], { step: "add" })])],
    { tasks: [task("fail"), block("loop_1", { waits: ["fail"] })] },
  );
  await runStep(bench, digest, "outside", "fail");
  expect((await runStep(bench, digest, "outside", "loop_1")).code).toBe(3);
  expect(await recordOf("outside", "free", [0])).toMatchObject({ state: "succeeded" });
  expect(await recordOf("outside", "free", [1])).toBeNull();
});

test("a failing call in a try inside the block goes on to the handler, and to the next round", async () => {
  const { digest } = await pushed(
    {
      risky: { code: writes("risky", "if (n !== 1) throw new TypeError('bad ' + n); return n;") },
      save: { code: writes("save") },
    },
    counted(3, [try_("try_1", [call("risky", [ref("i")])], [call("save", [glue("said", ["try_1_error"])])])]),
  );
  expect((await runStep(bench, digest, "try", "loop_1")).code).toBe(0);
  expect(read("save")).toBe("TypeError: bad 0;TypeError: bad 2;");
  // What was caught stays: a later start runs nothing.
  expect((await runStep(bench, digest, "try", "loop_1")).code).toBe(0);
  expect([read("risky"), read("save")]).toEqual(["0;1;2;", "TypeError: bad 0;TypeError: bad 2;"]);
});

test("kill -9 in the middle, again and again: the block goes on from its records, and nothing that has ended runs twice", async () => {
  const rounds = 12;
  const { digest } = await pushed(
    { add: { code: writes("killed", "await new Promise((r) => setTimeout(r, 40)); return n;") } },
    counted(rounds, [call("add", [ref("i")])]),
  );
  for (let kills = 0; kills < 4; kills++) {
    const started = startStep(bench, { ZENC_PLAN: digest, ZENC_RUN: "killed", ZENC_TASK: "loop_1" });
    const before = read("killed").split(";").length;
    while (read("killed").split(";").length < before + 2) await sleep(5);
    process.kill(-(started.child.pid as number), "SIGKILL");
    await started.ended;
  }
  const done = await recordsOf("killed", "add");
  expect(done).toBeLessThan(rounds);
  expect((await runStep(bench, digest, "killed", "loop_1")).code).toBe(0);
  expect(await recordsOf("killed", "add")).toBe(rounds);
  const calls = read("killed").split(";").filter(Boolean).map(Number);
  expect(new Set(calls).size).toBe(rounds);
  expect(calls.length).toBeLessThanOrEqual(rounds + 4);
});

test("a call that takes its process down, and one that is too slow, cost an attempt each; the rest of the block goes on", async () => {
  const { digest } = await pushed(
    {
      dies: {
        code: writes(
          "dies",
          `if (readFileSync(${JSON.stringify(journal("dies"))}, "utf8").split("1;").length === 2) process.kill(process.pid, "SIGKILL"); return n;`,
        ),
        plan: { retries: { limit: 1, delaySeconds: 0, backoff: 1 } },
      },
      slow: { code: writes("slow", "if (n === 1) while (true) ; return n;"), plan: { timeoutSeconds: 1 } },
    },
    counted(3, [
      call("dies", [ref("i")]),
      try_("try_1", [call("slow", [ref("i")])], [call("dies_2", [literal(7)], { step: "dies" })]),
    ]),
  );
  const ended = await runStep(bench, digest, "dies", "loop_1");
  expect(ended.code).toBe(0);
  expect(await recordOf("dies", "dies", [1], 1)).toMatchObject({
    state: "failed",
    final: false,
    error: { name: "ProcessEnded" },
  });
  expect(await recordOf("dies", "dies", [1], 2)).toMatchObject({ state: "succeeded" });
  expect(await recordOf("dies", "slow", [1], 1)).toMatchObject({ final: true, error: { cause: "timeout" } });
  expect([read("dies"), read("slow")]).toEqual(["0;1;1;7;2;", "0;1;2;"]);
});

test("SIGTERM ends it with a terminated record, also while it waits for another attempt", async () => {
  const { digest } = await pushed(
    {
      waits: { code: writes("waits", "await new Promise((r) => setTimeout(r, 100_000));") },
      fails: { code: writes("fails", "throw new Error('no');"), plan: { retries: { limit: 3, delaySeconds: 100, backoff: 1 } } },
    },
    [...counted(2, [call("waits", [ref("i")])]), loop("loop_2", {}, [call("fails", [literal(1)])], literal(false))],
    { tasks: [block("loop_1"), block("loop_2")] },
  );
  for (const [name, node] of [
    ["loop_1", "waits"],
    ["loop_2", "fails"],
  ] as const) {
    const started = startStep(bench, { ZENC_PLAN: digest, ZENC_RUN: "term", ZENC_TASK: name });
    while (read(node) === "") await sleep(10);
    if (node === "fails") while (!(await recordOf("term", node, [0]))) await sleep(10);
    started.child.kill("SIGTERM");
    expect((await started.ended).code).toBe(143);
    const cause = node === "waits" ? "terminated" : "step";
    expect(await recordOf("term", node, [0])).toMatchObject({ state: "failed", final: false, error: { cause } });
    expect(await recordOf("term", node, [0], 2)).toBeNull();
  }
});

test("a fan-out as a block runs item by item; as the body of a chunked fan-out each item is one block", async () => {
  const { digest } = await pushed(
    {
      list: { code: "export default () => [1, 2, 3];" },
      inner: { code: "export default (n: number) => Array.from({ length: n }, (_, i) => n * 10 + i);" },
      leaf: { code: writes("leaf", "if (n === 31) throw new Error('thirty-one'); return n;") },
      sum: { code: writes("sum", "return n.length;") },
    },
    [
      call("list", []),
      map(
        "m",
        ref("list"),
        [
          call("inner", [ref("m_item")]),
          map("n", ref("inner"), [call("leaf", [ref("n_item")])], ref("leaf")),
          call("sum", [ref("n")]),
        ],
        ref("sum"),
      ),
    ],
    {
      tasks: [
        task("list", { publishes: [{ kind: "count", fanOut: "m" }] }),
        task("inner", { fanOut: "m", waits: ["list"] }),
        block("n", { fanOut: "m", waits: ["inner"] }),
        task("sum", { fanOut: "m", waits: ["n"] }),
      ],
      fanOuts: [{ id: "m", source: "list", maxInstances: 2, batch: 1 } as never],
    },
  );
  expect((await runStep(bench, digest, "chunks", "list")).publications).toEqual({ count: 2 });
  const all = async (name: string) => [
    (await runStep(bench, digest, "chunks", name, { ZENC_INDEX: "0" })).code,
    (await runStep(bench, digest, "chunks", name, { ZENC_INDEX: "1" })).code,
  ];
  expect(await all("inner")).toEqual([0, 0]);
  // A task of the same body waits for it, so its failed item is reported by that one.
  expect(await all("n")).toEqual([0, 0]);
  expect(read("leaf")).toBe("10;20;21;30;31;32;");
  expect(await all("sum")).toEqual([0, 3]);
  expect(read("sum")).toBe("10;20,21;");
  expect(await recordOf("chunks", "leaf", [2, 1])).toMatchObject({ final: true, error: { message: "thirty-one" } });
});

test("300 rounds in one process: reads grow with the rounds, not with their square", { timeout: 120_000 }, async () => {
  const { digest } = await pushed({ add: { code: "export default (n: number) => n;" } }, counted(300, [call("add", [ref("i")])]));
  const script = `
import { runTask } from "./runtime/step/index.ts";
import { openStore } from "./runtime/stores/index.ts";
const store = await openStore(${JSON.stringify(bench.url)});
let reads = 0;
const counting = { ...store, get(key: string) { reads++; return store.get(key); } };
const request = { plan: ${JSON.stringify(digest)}, task: "loop_1", index: [], run: "long", store: store.url, engine: "test", cache: true };
const outcome = await runTask(request as never, { store: counting });
console.log(JSON.stringify([outcome.exit, outcome.state, reads]));`;
  const outfile = join(bench.folder, "counting.mjs");
  const banner = { js: 'import{createRequire as zencRequire}from"node:module";const require=zencRequire(import.meta.url);' };
  const stdin = { contents: script, resolveDir: process.cwd(), loader: "ts" as const };
  await build({ stdin, bundle: true, platform: "node", format: "esm", outfile, banner, mainFields: ["module", "main"] });
  const { stdout } = await promisify(execFile)(process.execPath, [outfile]);
  const [exit, state, reads] = JSON.parse(stdout);
  expect([exit, state]).toEqual([0, "succeeded"]);
  // Of each call: its records, its known result, its module.
  expect(reads).toBeLessThan(930);
  expect(await recordsOf("long", "add")).toBe(300);
});
