// A step that asks for accelerators: checked in a real process against what a real nvidia-smi process tells, told in its record.
import { chmod, mkdir, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type AttemptRecord, keys, type StepPlan } from "../../runtime/contract/index.js";
import { startWorker, type TaskEvent } from "../../runtime/step/index.js";
import { nvidiaSmi } from "../accelerators/machine.js";
import { call, pushPipeline } from "./pipeline.js";
import { type Bench, openBench, runStep } from "./process.js";

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.remove());

type Gpu = NonNullable<StepPlan["resources"]["gpu"]>;
const t4 = nvidiaSmi("GPU 0: Tesla T4 (UUID: GPU-aa11)", "GPU-aa11, 15360");
const device = { kind: "nvidia", model: "Tesla T4", memoryBytes: 15 * 2 ** 30, id: "GPU-aa11" };

/** The environment of a machine whose nvidia-smi is this. */
async function machine(name: string, smi: string): Promise<Record<string, string>> {
  const folder = join(bench.folder, name);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "nvidia-smi"), smi);
  await chmod(join(folder, "nvidia-smi"), 0o755);
  return { PATH: `${folder}${delimiter}${process.env.PATH}` };
}
async function push(gpu: Gpu | undefined, plan: Partial<StepPlan> = {}, code = "export default () => 7;") {
  const step = { code, plan: { ...plan, ...(gpu ? { resources: { gpu } } : {}) } };
  return (await pushPipeline(bench.store, { steps: { fit: step }, structure: [call("fit", [])] })).digest;
}
async function recordOf(run: string, attempt = 1): Promise<AttemptRecord | null> {
  const bytes = await bench.store.get(keys.attempt("trial", run, "fit", [], attempt));
  return bytes && JSON.parse(Buffer.from(bytes).toString());
}
const one: Gpu = { count: 1, optional: false };
const none = nvidiaSmi("");

test("what it has got stands in the record, and changes neither key nor output", async () => {
  const asking = await push(one);
  expect((await runStep(bench, asking, "got", "fit", await machine("t4", t4))).code).toBe(0);
  expect((await runStep(bench, await push(undefined), "plain", "fit", { ZENC_CACHE: "0" })).code).toBe(0);
  const [got, plain] = [await recordOf("got"), await recordOf("plain")];
  expect(got?.accelerator).toEqual({ devices: [device] });
  expect(plain).not.toHaveProperty("accelerator");
  expect([got?.key, got?.output]).toEqual([plain?.key, plain?.output]);
});

test("a known result needs no accelerator", async () => {
  const asking = await push(one, {}, "export default () => 70;");
  expect((await runStep(bench, asking, "first", "fit", await machine("t4", t4))).code).toBe(0);
  expect((await runStep(bench, asking, "second", "fit", await machine("none", none))).code).toBe(0);
  expect((await recordOf("second"))?.state).toBe("reused");
});

test.each<readonly [string, Gpu, string, string]>([
  ["none", one, none, "asks for 1 accelerator, and the machine has none."],
  ["fewer", { ...one, count: 2 }, t4, "asks for 2 accelerators, and the machine has 1: Tesla T4 with 15 GiB."],
  [
    "smaller",
    { ...one, memoryBytes: 40 * 2 ** 30 },
    t4,
    "asks for 1 accelerator with 40 GiB of memory, and the machine has 1: Tesla T4",
  ],
  ["another", { ...one, models: ["l4"] }, t4, 'asks for 1 accelerator, "l4", and the machine has 1: Tesla T4 with 15 GiB.'],
])(
  "where there is %s it fails before the author's function is called, and may be tried again",
  async (name, gpu, smi, message) => {
    const digest = await push(
      gpu,
      { retries: { limit: 1, delaySeconds: 1, backoff: 1 } },
      "console.log('loaded'); export default () => 1;",
    );
    const { code, stderr } = await runStep(bench, digest, `lacks-${name}`, "fit", await machine(name, smi));
    const record = await recordOf(`lacks-${name}`);
    expect([code, record?.state, record?.final, record?.log]).toEqual([1, "failed", false, undefined]);
    expect(record?.error).toMatchObject({ cause: "step", name: "AcceleratorMissing", fatal: false });
    expect(record?.error?.message).toContain(`The step "fit" ${message}`);
    expect(record?.error?.message).toContain("optional: true");
    expect(record?.accelerator?.lacks).toContain("and the machine has");
    expect(stderr).toContain("Looked at: nvidia-smi");
  },
);

test("on the local engine no retry can mend it", async () => {
  const digest = await push(one, { retries: { limit: 3, delaySeconds: 1, backoff: 1 }, cache: { enabled: false } });
  const env = { ...(await machine("none", none)), ZENC_ENGINE: "local" };
  const { code, publications } = await runStep(bench, digest, "here", "fit", env);
  expect([code, publications.fatal]).toEqual([4, expect.stringContaining("zenc run --accelerators optional")]);
  expect(await recordOf("here")).toMatchObject({ final: true, error: { fatal: true } });
});

test.each([
  ["the step says so", { ...one, optional: true }, {}],
  ["the process is told so", one, { ZENC_ACCELERATORS: "optional" }],
])("it goes on without where %s, and says it", async (name, gpu, env) => {
  const run = `without-${name.length}`;
  const digest = await push(gpu, { cache: { enabled: false } });
  const { code, stderr } = await runStep(bench, digest, run, "fit", { ...(await machine("none", none)), ...env });
  const record = await recordOf(run);
  const lacks = "asks for 1 accelerator, and the machine has none";
  expect([code, record?.state, record?.accelerator]).toEqual([0, "succeeded", { devices: [], lacks }]);
  expect(stderr).toContain(`zenc: the step "fit" ${lacks}; it goes on without.`);
  const log = record?.log && (await bench.store.get(keys.object(record.log.digest)));
  expect(Buffer.from(log ?? []).toString()).toBe(`zenc: the step "fit" ${lacks}; it goes on without.\n`);
});

test("the step's own environment says what it may see", async () => {
  const digest = await push(one, { env: { CUDA_VISIBLE_DEVICES: "" } });
  const { code, stderr } = await runStep(bench, digest, "hidden", "fit", await machine("t4", t4));
  expect([code, stderr]).toEqual([1, expect.stringContaining('CUDA_VISIBLE_DEVICES="" (shows 0 of 1)')]);
});

test("a wrong word in the process's environment is wrong use", async () => {
  const { code, stderr } = await runStep(bench, await push(one), "word", "fit", { ZENC_ACCELERATORS: "maybe" });
  expect([code, stderr]).toEqual([2, expect.stringContaining('must be "required" or "optional", got "maybe"')]);
});

test("a process that dies leaves what it had got in the record", async () => {
  const digest = await push(
    one,
    {},
    "export default () => { process.kill(process.pid, 'SIGKILL'); return new Promise(() => {}); };",
  );
  const env = { ...process.env, ...(await machine("t4", t4)) };
  const worker = startWorker({ entry: bench.entry, stderr: "ignore", env });
  const events: TaskEvent[] = [];
  try {
    const request = {
      plan: digest,
      task: "fit" as never,
      index: [],
      run: "dies",
      store: bench.url,
      engine: "local",
      cache: false,
    };
    expect((await worker.run(request, (event) => events.push(event))).state).toBe("failed");
  } finally {
    await worker.kill();
  }
  expect(events).toContainEqual({ kind: "accelerator", index: [], accelerator: { devices: [device] } });
  expect(await recordOf("dies")).toMatchObject({ error: { name: "ProcessEnded" }, accelerator: { devices: [device] } });
});
