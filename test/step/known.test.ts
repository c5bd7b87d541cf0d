// What a task says of costly calls behind it, in real processes: what is known is committed as reused before its task would start.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type AttemptRecord, keys, type StepPlan } from "../../runtime/contract/index.js";
import { call, catchGate, glue, map, pushPipeline, ref, task, try_, when } from "./pipeline.js";
import { type Bench, openBench, runStep, startStep } from "./process.js";

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.remove());

async function recordOf(run: string, node: string, index: readonly number[] = [], attempt = 1): Promise<AttemptRecord | null> {
  const bytes = await bench.store.get(keys.attempt("trial", run, node, index, attempt));
  return bytes && JSON.parse(Buffer.from(bytes).toString());
}
const known = (node: string, rest: object = {}) => ({ kind: "known", atom: `${node}_known`, node, ...rest });

/** `load` tells whether the result of `train` is known; `salt` keeps tests apart. */
const trained = (salt: string, plan: Partial<StepPlan> = {}, code = "export default (n: number) => n + 1;") =>
  pushPipeline(bench.store, {
    steps: {
      load: { code: "export default () => 41;" },
      train: { code: `${code} // ${salt}`, plan: { env: { SALT: salt }, ...plan } },
    },
    structure: [call("load", []), call("train", [ref("load")])],
    result: ref("train"),
    tasks: [
      task("load", { publishes: [known("train")] }),
      task("train", { waits: ["load"], guard: [[{ task: "load", atom: "train_known", is: false }]] }),
    ],
  });
const said = async (digest: string, run: string, env: Readonly<Record<string, string>> = {}) =>
  (await runStep(bench, digest, run, "load", env)).publications.booleans;

test("unknown at first; then known, with a record that says where it was computed", async () => {
  const { digest } = await trained("simple");
  expect(await said(digest, "s1")).toEqual({ train_known: false });
  expect(await recordOf("s1", "train")).toBeNull();
  await runStep(bench, digest, "s1", "train");
  // Started again, as after a crash: its record of this run is there.
  expect(await said(digest, "s1")).toEqual({ train_known: true });

  expect(await said(digest, "s2")).toEqual({ train_known: true });
  const record = await recordOf("s2", "train");
  expect(record).toMatchObject({ state: "reused", attempt: 1, reusedFrom: { run: "s1", node: "train", index: [] } });
  // Both say the same as often as they are asked, and so would the call's own process.
  expect(await said(digest, "s2")).toEqual({ train_known: true });
  expect((await runStep(bench, digest, "s2", "train")).code).toBe(0);
  expect(await recordOf("s2", "train")).toEqual(record);
  expect(await recordOf("s2", "train", [], 2)).toBeNull();
});

test("nothing is known where nothing may be reused, or what was known is too old", async () => {
  const { digest } = await trained("no-cache");
  await runStep(bench, digest, "n1", "load");
  await runStep(bench, digest, "n1", "train");
  expect(await said(digest, "n2", { ZENC_CACHE: "0" })).toEqual({ train_known: false });
  expect(await recordOf("n2", "train")).toBeNull();

  const old = await trained("old", { cache: { enabled: true, maxAgeSeconds: 0 } });
  await runStep(bench, old.digest, "o1", "load");
  await runStep(bench, old.digest, "o1", "train");
  expect(await said(old.digest, "o2")).toEqual({ train_known: false });
});

test("a record that somebody else has just written is as good", async () => {
  const { digest } = await trained("race");
  await runStep(bench, digest, "r1", "load");
  await runStep(bench, digest, "r1", "train");
  await runStep(bench, digest, "r2", "load", { ZENC_CACHE: "1" });
  await bench.store.remove(keys.attempt("trial", "r2", "train", [], 1));
  const many = await Promise.all([said(digest, "r2"), said(digest, "r2"), runStep(bench, digest, "r2", "train")]);
  expect(many).toMatchObject([{ train_known: true }, { train_known: true }, { code: 0 }]);
  expect(await recordOf("r2", "train")).toMatchObject({ state: "reused" });
  expect(await recordOf("r2", "train", [], 2)).toBeNull();
});

test("killed between that record and its own end, it says the same when it is started again", async () => {
  const { digest } = await trained("killed");
  await runStep(bench, digest, "k1", "load");
  await runStep(bench, digest, "k1", "train");
  for (let tries = 0; ; tries++) {
    const run = `k2-${tries}`;
    const { child, ended } = startStep(bench, { ZENC_PLAN: digest, ZENC_RUN: run, ZENC_TASK: "load" });
    while (child.exitCode === null && (await recordOf(run, "train")) === null);
    child.kill("SIGKILL");
    if ((await ended).code !== null && tries < 20) continue;
    expect(await said(digest, run)).toEqual({ train_known: true });
    expect(await recordOf(run, "train")).toMatchObject({ state: "reused", attempt: 1 });
    expect(await recordOf(run, "load", [], 2)).toBeNull();
    break;
  }
});

test("a run that goes on after a failure finds what has become known meanwhile", async () => {
  const place = join(bench.folder, "mended");
  const code = `import { existsSync } from "node:fs";
export default (n: number) => { if (!existsSync(${JSON.stringify(place)})) throw new Error("broken"); return n; };`;
  const { digest } = await trained("mended", {}, code);
  expect(await said(digest, "m1")).toEqual({ train_known: false });
  expect((await runStep(bench, digest, "m1", "train")).code).toBe(1);
  expect(await said(digest, "m1")).toEqual({ train_known: false });
  writeFileSync(place, "");
  await runStep(bench, digest, "m2", "load");
  await runStep(bench, digest, "m2", "train");
  expect(await said(digest, "m1")).toEqual({ train_known: true });
  expect(await recordOf("m1", "train", [], 1)).toMatchObject({ state: "failed" });
  expect(await recordOf("m1", "train", [], 2)).toMatchObject({ state: "reused", reusedFrom: { run: "m2" } });
});

test("a failure that was caught stays one", async () => {
  const place = join(bench.folder, "caught");
  const steps = {
    load: { code: "export default () => 1;" },
    train: {
      code: `import { existsSync } from "node:fs";
export default (n: number) => { if (!existsSync(${JSON.stringify(place)})) throw new Error("broken"); return n; };`,
    },
  };
  const { digest } = await pushPipeline(bench.store, {
    steps,
    structure: [call("load", []), try_("try_1", [call("train", [ref("load")])], [])],
    tasks: [
      task("load", { publishes: [known("train")] }),
      task("train", { waits: ["load"], caughtBy: "try_1", guard: [[{ task: "load", atom: "train_known", is: false }]] }),
      catchGate("try_1", "try_1", { waits: ["train"] }),
    ],
  });
  for (const name of ["load", "train", "try_1"]) await runStep(bench, digest, "c1", name);
  writeFileSync(place, "");
  for (const name of ["load", "train", "try_1"]) await runStep(bench, digest, "c2", name);
  expect(await said(digest, "c1")).toEqual({ train_known: false });
  expect(await recordOf("c1", "train", [], 2)).toBeNull();
});

test("what goes wrong with a call's arguments is its own process's to say", async () => {
  const { digest } = await pushPipeline(bench.store, {
    steps: { load: { code: "export default () => 1;" }, train: { code: "export default (n: number) => n;" } },
    glue: 'export const broken = () => { throw new Error("no such column"); };',
    structure: [call("load", []), call("train", [glue("broken", ["load"])])],
    tasks: [
      task("load", { publishes: [known("train")] }),
      task("train", { waits: ["load"], guard: [[{ task: "load", atom: "train_known", is: false }]] }),
    ],
  });
  expect(await runStep(bench, digest, "w1", "load")).toMatchObject({
    code: 0,
    publications: { booleans: { train_known: false } },
  });
  expect((await runStep(bench, digest, "w1", "train")).stderr).toContain("no such column");
});

/** Five items; the list's task tells of `train`, which needs the item alone, in each of three chunks; `clean` of `tune`. */
const wide = (place: string) =>
  pushPipeline(bench.store, {
    steps: {
      list: { code: "export default (n: number) => [1, 2, 3, 4, 5].map((x) => (x > 3 ? x * n : x));" },
      train: {
        code: `import { appendFileSync } from "node:fs";
export default (n: number) => { appendFileSync(${JSON.stringify(place)}, \`\${n} \`); return n * 10; };`,
      },
      clean: { code: "export default (n: number) => n;" },
      tune: { code: "export default (n: number) => -n;" },
    },
    glue: "export const wanted = (n: number) => n !== 2;",
    parameters: { type: "object", properties: { n: { type: "number" } }, required: ["n"], additionalProperties: false },
    structure: [
      call("list", [{ kind: "select", from: ref("parameters"), key: "n" } as never]),
      map(
        "map_1",
        ref("list"),
        [
          call("train", [ref("map_1_item")]),
          call("clean", [ref("map_1_item")]),
          when("if_1", glue("wanted", ["map_1_item"]), [call("tune", [ref("clean")])]),
        ],
        ref("train"),
      ),
    ],
    tasks: [
      task("list", { publishes: [{ kind: "count", fanOut: "map_1" }, known("train", { each: "map_1" })] }),
      task("train", { fanOut: "map_1", waits: ["list"], guard: [[{ task: "list", atom: "train_known", is: false }]] }),
      task("clean", { fanOut: "map_1", waits: ["list"], publishes: [known("tune")] }),
      task("tune", { fanOut: "map_1", waits: ["clean"], guard: [[{ task: "clean", atom: "tune_known", is: false }]] }),
    ],
    fanOuts: [{ id: "map_1", source: "list", maxInstances: 3, batch: 1 } as never],
  });

test("of a fan-out, instance by instance: known is one all of whose items are", async () => {
  const place = join(bench.folder, "trained");
  const { digest } = await wide(place);
  const run = async (name: string, n: number) => {
    const env = { ZENC_PARAMS: JSON.stringify({ n }) };
    const { publications } = await runStep(bench, digest, name, "list", env);
    const bits = (publications.lists as unknown as { readonly train_known: string }).train_known;
    const known = Array.from({ length: publications.count ?? 0 }, (_, at) => ((Number.parseInt(bits, 16) >> at) & 1) === 1);
    const cleaned: unknown[] = [];
    for (const [instance, isKnown] of known.entries()) {
      const at = { ...env, ZENC_INDEX: `${instance}` };
      if (!isKnown) await runStep(bench, digest, name, "train", at);
      cleaned.push((await runStep(bench, digest, name, "clean", at)).publications.booleans);
      await runStep(bench, digest, name, "tune", at);
    }
    return { known, cleaned };
  };
  const no = { tune_known: false };
  const yes = { tune_known: true };
  expect(await run("f1", 1)).toEqual({ known: [false, false, false], cleaned: [no, no, no] });
  // Of the items 1 and 2 one is not wanted, so that the other decides.
  expect(await run("f2", 1)).toEqual({ known: [true, true, true], cleaned: [yes, yes, yes] });
  expect(await run("f3", 7)).toEqual({ known: [true, false, false], cleaned: [yes, no, no] });
  expect(readFileSync(place, "utf8")).toBe("1 2 3 4 5 28 35 ");
  expect(await recordOf("f3", "train", [2])).toMatchObject({ state: "reused", reusedFrom: { run: "f1", index: [2] } });
  expect(await recordOf("f3", "tune", [1])).toBeNull();
});
