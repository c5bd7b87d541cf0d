// Modules that a step's module imports from beside it: fetched first, checked, and laid into one folder.
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Digest, digestOf, keys } from "../../runtime/contract/index.js";
import { startWorker, type TaskRequest } from "../../runtime/step/index.js";
import { call, literal, pushPipeline } from "./pipeline.js";
import { type Bench, openBench } from "./process.js";

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.remove());

async function pushLibrary(text: string, stored = text): Promise<Digest> {
  const digest = digestOf(text);
  await bench.store.put(keys.code(digest), Buffer.from(stored));
  return digest;
}
const asked = (plan: Digest, task: string): TaskRequest => ({
  plan,
  task: task as TaskRequest["task"],
  index: [],
  run: "libraries",
  store: bench.url,
  engine: "local",
  cache: false,
});
async function run(
  worker: ReturnType<typeof startWorker>,
  libraries: readonly Digest[],
  node: string,
  more = "",
): Promise<unknown> {
  const code = `import { next } from "./${libraries.at(-1)}.mjs";
${more}
export default (step) => [step, next(), globalThis._tfengine?.of ?? null];`;
  const { digest } = await pushPipeline(bench.store, {
    name: node,
    steps: { [node]: { code, plan: { libraries } } },
    structure: [call(node, [literal(node)])],
  });
  const outcome = await worker.run(asked(digest, node));
  if (outcome.exit !== 0) return outcome;
  const record = await bench.store.get(keys.attempt(node, "libraries", node, [], 1));
  return JSON.parse(JSON.parse(Buffer.from(record ?? []).toString()).output.inline);
}

test("steps of one process share a library; two versions of it have an engine each", async () => {
  const base = await pushLibrary("let count = 0; export const next = () => ++count;");
  const text = (of: string) =>
    `import { next as base } from "./${base}.mjs"; globalThis._tfengine ??= { of: "${of}" }; export const next = () => base();`;
  const old = [base, await pushLibrary(text("old"))];
  const now = [base, await pushLibrary(text("new"))];
  const worker = startWorker({ entry: bench.entry, stderr: "ignore" });
  try {
    expect(await run(worker, old, "first")).toEqual(["first", 1, "old"]);
    expect(await run(worker, old, "second")).toEqual(["second", 2, "old"]);
    expect(await run(worker, now, "third")).toEqual(["third", 3, "new"]);
    expect(await run(worker, old, "fourth")).toEqual(["fourth", 4, "old"]);
  } finally {
    await worker.kill();
  }
});

test("a step that needs a package of the project shares the library too", async () => {
  const libraries = [await pushLibrary("let packaged = 0; export const next = () => ++packaged;")];
  const worker = startWorker({ entry: bench.entry, stderr: "ignore" });
  try {
    expect(await run(worker, libraries, "alone")).toEqual(["alone", 1, null]);
    const found = 'const name = "picocolors"; if (!(await import(name))) throw new Error();';
    expect(await run(worker, libraries, "packaged", found)).toEqual(["packaged", 2, null]);
  } finally {
    await worker.kill();
  }
});

test("a library that the store lacks or holds damaged is fatal", async () => {
  const worker = startWorker({ entry: bench.entry, stderr: "ignore" });
  try {
    const lacking = digestOf("nobody pushed this");
    const damaged = await pushLibrary("export const next = () => 'whole';", "export const next = () => 'other';");
    expect(await run(worker, [lacking], "lacking")).toMatchObject({
      state: "failed",
      error: { message: expect.stringContaining(lacking) },
    });
    expect(await run(worker, [damaged], "damaged")).toMatchObject({
      state: "failed",
      error: { message: expect.stringContaining("damaged") },
    });
  } finally {
    await worker.kill();
  }
});

test("random numbers are the same, whether the process had loaded the library before or not", async () => {
  const libraries = [await pushLibrary("const drawn = [Math.random(), Math.random()]; export const next = () => drawn.length;")];
  const step = {
    code: `import { next } from "./${libraries[0]}.mjs"; export default (name) => [next(), Math.random()];`,
    plan: { libraries },
  };
  const { digest } = await pushPipeline(bench.store, {
    name: "random",
    steps: { draw: step },
    structure: [call("first", [literal(1)], { step: "draw" }), call("second", [literal(2)], { step: "draw" })],
  });
  const drawnBy = async (run: string, tasks: readonly string[]): Promise<unknown> => {
    const worker = startWorker({ entry: bench.entry, stderr: "ignore" });
    try {
      for (const task of tasks) expect((await worker.run({ ...asked(digest, task), run })).exit).toBe(0);
    } finally {
      await worker.kill();
    }
    const record = await bench.store.get(keys.attempt("random", run, "second", [], 1));
    return JSON.parse(Buffer.from(record ?? []).toString()).output;
  };
  expect(await drawnBy("warm", ["first", "second"])).toEqual(await drawnBy("cold", ["second"]));
});
