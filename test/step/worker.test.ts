// The warm worker that the local engine uses: one process for many tasks, replaced when it dies or a step failed in it.
import { afterAll, beforeAll, expect, test } from "vitest";
import { type AttemptRecord, type Digest, keys } from "../../runtime/contract/index.js";
import { startWorker, type TaskEvent, type TaskRequest, type Worker } from "../../runtime/step/index.js";
import { call, literal, pushPipeline } from "./pipeline.js";
import { type Bench, openBench } from "./process.js";

let bench: Bench;
const workers: Worker[] = [];
beforeAll(async () => {
  bench = await openBench();
});
afterAll(async () => {
  await Promise.all(workers.map((worker) => worker.kill()));
  await bench.remove();
});
const open = (): Worker => {
  const worker = startWorker({ entry: bench.entry, stderr: "ignore" });
  workers.push(worker);
  return worker;
};
const asked = (plan: Digest, task: string, run: string): TaskRequest => ({
  plan,
  task: task as TaskRequest["task"],
  index: [],
  run,
  store: bench.url,
  engine: "local",
  cache: false,
});
async function outputOf(run: string, node: string): Promise<string | undefined> {
  const bytes = await bench.store.get(keys.attempt("trial", run, node, [], 1));
  const record: AttemptRecord | null = bytes && JSON.parse(Buffer.from(bytes).toString());
  return record?.output?.kind === "object" ? record.output.inline : undefined;
}

test("one process runs many tasks, and puts everything back between them", async () => {
  const code = `export default (name: string) => {
  const before = [process.env.LEFT ?? "", (globalThis as any)[Symbol.for("zenc.step")] !== undefined];
  process.env.LEFT = name;
  return [process.pid, ...before];
};`;
  const { digest } = await pushPipeline(bench.store, {
    steps: { pid: { code } },
    structure: [call("a", [literal("a")], { step: "pid" }), call("b", [literal("b")], { step: "pid" })],
  });
  const worker = open();
  for (const task of ["a", "b"])
    expect(await worker.run(asked(digest, task, "warm"))).toMatchObject({ exit: 0, state: "succeeded", attempt: 1 });
  const [a, b] = [await outputOf("warm", "a"), await outputOf("warm", "b")].map((text) => JSON.parse(text ?? "null"));
  expect(a).toEqual([expect.any(Number), "", true]);
  expect(b).toEqual(a);
});

test("events tell what happens; a process that dies is replaced", async () => {
  const { digest } = await pushPipeline(bench.store, {
    steps: {
      talk: {
        code: `import { metric, progress } from "zenc";
export default () => { console.log("one"); progress(1, 2, "half"); metric("m", 3); return 1; };`,
      },
      die: { code: "export default () => { console.log('dying'); process.kill(process.pid, 'SIGKILL'); };" },
      bad: { code: "export default () => { throw new Error('no'); };" },
    },
    structure: [call("talk", []), call("die", []), call("bad", [])],
  });
  const worker = open();
  const events: TaskEvent[] = [];
  await worker.run(asked(digest, "talk", "events"), (event) => events.push(event));
  expect(events).toMatchObject([
    { kind: "started", node: "talk", attempt: 1, final: true, items: 1 },
    { kind: "log", text: "one\n" },
    { kind: "progress", done: 1, total: 2, label: "half" },
    { kind: "metric", metric: { name: "m", value: 3 } },
    { kind: "ended" },
  ]);
  const died = await worker.run(asked(digest, "die", "events"));
  expect(died).toMatchObject({ exit: 1, state: "failed", attempt: 1, final: true, error: { name: "ProcessEnded" } });
  const record = JSON.parse(Buffer.from((await bench.store.get(keys.attempt("trial", "events", "die", [], 1))) ?? []).toString());
  expect(record.error.message).toContain("SIGKILL");
  expect(Buffer.from((await bench.store.get(keys.object(record.log.digest))) ?? []).toString()).toBe("dying\n");
  expect(await worker.run(asked(digest, "bad", "events"))).toMatchObject({ exit: 1, error: { message: "no" } });
  expect(await worker.run(asked(digest, "talk", "events-2"))).toMatchObject({ exit: 0 });
});

test("kill ends a running step, even one that blocks its process", async () => {
  const { digest } = await pushPipeline(bench.store, {
    steps: {
      busy: { code: "export default () => { while (true) ; };" },
      idle: { code: "export default () => new Promise((r) => setTimeout(r, 1e6));" },
    },
    structure: [call("busy", []), call("idle", [])],
  });
  for (const task of ["busy", "idle"]) {
    const worker = open();
    const started = new Promise<void>((resolve) => {
      worker
        .run(asked(digest, task, "killed"), (event) => event.kind === "started" && resolve())
        .then((outcome) => outcomes.push(outcome.exit));
    });
    const outcomes: number[] = [];
    await started;
    await worker.kill();
    await expect.poll(() => outcomes).toEqual([143]);
    const record = JSON.parse(
      Buffer.from((await bench.store.get(keys.attempt("trial", "killed", task, [], 1))) ?? []).toString(),
    );
    expect(record).toMatchObject({ state: "failed", final: false, error: { cause: "terminated" } });
  }
});

test("an entry that cannot be started is an error, not a hang", async () => {
  const { digest } = await pushPipeline(bench.store, {
    steps: { a: { code: "export default () => 1;" } },
    structure: [call("a", [])],
  });
  const worker = startWorker({ entry: `${bench.folder}/none.mjs`, stderr: "ignore" });
  expect(await worker.run(asked(digest, "a", "none"))).toMatchObject({ exit: 1, error: { cause: "internal" } });
});
