// Chunks of a wide fan-out: items succeed and fail each by itself, only failed ones run again, the last task reports.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type AttemptRecord, keys, type StepPlan } from "../../runtime/contract/index.js";
import { call, glue, literal, map, pushPipeline, ref, task, when } from "./pipeline.js";
import { type Bench, openBench, runStep } from "./process.js";

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.remove());

async function recordOf(run: string, node: string, index: readonly number[], attempt = 1): Promise<AttemptRecord | null> {
  const bytes = await bench.store.get(keys.attempt("trial", run, node, index, attempt));
  return bytes && JSON.parse(Buffer.from(bytes).toString());
}

/** Five items in chunks of two; `first` writes down each item that it runs for. */
function wide(code: string, plan: Partial<StepPlan> = {}) {
  return pushPipeline(bench.store, {
    steps: {
      list: { code: "export default () => [0, 1, 2, 3, 4];" },
      first: { code, plan },
      second: { code: "export default (n: number) => n + 100;" },
    },
    glue: "export const odd = (n: number) => n % 2 === 1;",
    structure: [
      call("list", []),
      map(
        "map_1",
        ref("list"),
        [
          call("first", [ref("map_1_item")]),
          when(
            "if_1",
            glue("odd", ["map_1_item"]),
            [call("second", [ref("first")])],
            [],
            [["joined", ref("second"), ref("first")]],
          ),
        ],
        ref("joined"),
      ),
    ],
    result: ref("map_1"),
    tasks: [
      task("list", { publishes: [{ kind: "count", fanOut: "map_1" }] }),
      task("first", {
        fanOut: "map_1",
        waits: ["list"],
        publishes: [
          { kind: "boolean", atom: "odd", value: glue("odd", ["map_1_item"]) },
          { kind: "boolean", atom: "small", value: literal(true) },
        ],
      }),
      task("second", { fanOut: "map_1", waits: ["first"], guard: [[{ task: "first", atom: "odd", is: true }]] }),
      task("end", { kind: "gate", waits: ["second"], evaluatesResult: true }),
    ],
    fanOuts: [{ id: "map_1", source: "list", maxInstances: 3, batch: 1 } as never],
  });
}
const runAll = async (digest: string, run: string, name: string) => [
  await runStep(bench, digest, run, name, { ZENC_INDEX: "0" }),
  await runStep(bench, digest, run, name, { ZENC_INDEX: "1" }),
  await runStep(bench, digest, run, name, { ZENC_INDEX: "2" }),
];

test("items are run one after another, each with its record; booleans that differ are some", async () => {
  const { digest } = await wide("export default (n: number) => { console.log(n); return n * 10; };");
  expect((await runStep(bench, digest, "good", "list")).publications).toEqual({ count: 3 });
  const first = await runAll(digest, "good", "first");
  expect(first.map((ended) => ended.publications.booleans)).toEqual([
    { odd: "some", small: true },
    { odd: "some", small: true },
    { odd: false, small: true },
  ]);
  // Each item has a log of its own: "2" and a line end.
  for (const item of [0, 1, 4]) expect(await recordOf("good", "first", [item])).toMatchObject({ log: { bytes: 2 } });
  expect((await runAll(digest, "good", "second")).map((ended) => ended.code)).toEqual([0, 0, 0]);
  expect(await recordOf("good", "second", [0])).toBeNull();
  expect(await recordOf("good", "second", [3])).toMatchObject({ state: "succeeded", output: { inline: "130" } });
  expect((await runStep(bench, digest, "good", "end")).code).toBe(0);
  const result = JSON.parse(Buffer.from((await bench.store.get(keys.result("trial", "good"))) ?? []).toString());
  expect(result.value).toEqual([0, 110, 20, 130, 40]);
});

test("a failing item stops nobody; only it runs again; the last task of the body reports it", async () => {
  const place = join(bench.folder, "ran");
  const { digest } = await wide(
    `import { appendFileSync } from "node:fs";
export default (n: number) => { appendFileSync(${JSON.stringify(place)}, String(n)); if (n === 3) throw new Error("three"); return n; };`,
    { retries: { limit: 1, delaySeconds: 0, backoff: 1 } },
  );
  await runStep(bench, digest, "bad", "list");
  expect((await runAll(digest, "bad", "first")).map((ended) => ended.code)).toEqual([0, 1, 0]);
  expect(readFileSync(place, "utf8")).toBe("01234");
  const again = await runStep(bench, digest, "bad", "first", { ZENC_INDEX: "1" });
  expect(again).toMatchObject({ code: 0, publications: { booleans: { odd: "some", small: "some" } } });
  expect(readFileSync(place, "utf8")).toBe("012343");
  expect(await recordOf("bad", "first", [3], 2)).toMatchObject({ final: true, error: { message: "three" } });

  const second = await runAll(digest, "bad", "second");
  expect(second.map((ended) => ended.code)).toEqual([0, 3, 0]);
  expect(second[1]?.stderr).toContain('"second" is not run: "first/3", which it needs, failed.');
  expect(await recordOf("bad", "second", [1])).toMatchObject({ state: "succeeded" });
  expect((await runStep(bench, digest, "bad", "end")).code).toBe(3);
});

test("an item that kills its process fails alone, where the step has a timeout", async () => {
  const { digest } = await wide(
    "export default (n: number) => { if (n === 2) process.kill(process.pid, 'SIGKILL'); return n; };",
    { timeoutSeconds: 60 },
  );
  await runStep(bench, digest, "kill", "list");
  expect((await runStep(bench, digest, "kill", "first", { ZENC_INDEX: "1" })).code).toBe(0);
  expect(await recordOf("kill", "first", [2])).toMatchObject({ state: "failed", final: true, error: { name: "ProcessEnded" } });
  expect(await recordOf("kill", "first", [2], 2)).toBeNull();
  expect(await recordOf("kill", "first", [3])).toMatchObject({ state: "succeeded" });
});
