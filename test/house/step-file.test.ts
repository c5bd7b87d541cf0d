// zenc-step.mjs as a worker gets it: one file of at most 1.5 MB, alone in a folder, with the S3 client asleep until it is needed.
import { existsSync } from "node:fs";
import { cp, mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { isBuiltin } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, test } from "vitest";
import { output, run } from "./command.js";

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const built = join(root, "dist/step/zenc-step.mjs");
let folder = "";
let stepFile = "";
let plan = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "zenc-step-file-"));
  const project = join(folder, "hello");
  await cp(join(root, "templates/hello"), project, { recursive: true });
  const args = ["compile", "pipeline.ts", "--target", "airflow", "--store", join(folder, "store"), "--push", "--out", "dags"];
  await output(process.execPath, [join(root, "dist/cli/zenc.js"), ...args], { cwd: project });
  plan = /^PLAN = "([0-9a-f]{64})"$/m.exec(await readFile(join(project, "dags/hello.py"), "utf8"))?.[1] ?? "";
  stepFile = join(folder, "worker", "zenc-step.mjs");
  await cp(built, stepFile, { recursive: true });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const environment = (store: string, more: NodeJS.ProcessEnv = {}) => ({
  ZENC_PLAN: plan,
  ZENC_TASK: "greet",
  ZENC_RUN: "run-1",
  ZENC_STORE: store,
  ZENC_PARAMS: '{"name":"Ada"}',
  ZENC_ENGINE: "test",
  ...more,
});

/** Nothing listens on port 9 of this machine. */
const nobodyThere = {
  AWS_ENDPOINT_URL: "http://127.0.0.1:9",
  AWS_REGION: "us-east-1",
  AWS_ACCESS_KEY_ID: "key",
  AWS_SECRET_ACCESS_KEY: "secret",
  AWS_MAX_ATTEMPTS: "1",
};

/** Whether the S3 client was compiled and run, as V8 counted it: it lies in the file as text, and becomes a script of its own when it is needed. */
async function wokeS3Client(coverage: string): Promise<boolean> {
  const reports = await Promise.all(
    (await readdir(coverage)).map(async (name) => JSON.parse(await readFile(join(coverage, name), "utf8"))),
  );
  const urls: string[] = reports.flatMap(({ result }) => result).map(({ url }) => url);
  expect(urls.some((url) => url.endsWith("/zenc-step.mjs"))).toBe(true);
  return urls.some((url) => url.endsWith("/zenc-step.mjs?asleep"));
}

test("is at most 1.5 MB", async () => {
  expect((await stat(built)).size).toBeLessThanOrEqual(1.5e6);
});

test("imports nothing that is not Node's, but the author's tfjs where a value needs it", async () => {
  const { metafile } = await build({
    entryPoints: [built],
    bundle: true,
    platform: "node",
    packages: "external",
    format: "esm",
    write: false,
    metafile: true,
  });
  const imported = Object.values(metafile.outputs).flatMap(({ imports }) => imports.map(({ path }) => path));
  // The file makes a `require` of its own, which esbuild does not follow.
  const required = [...(await readFile(built, "utf8")).matchAll(/\brequire\(\s*["'`]([^"'`]+)["'`]/g)].map(([, name]) =>
    String(name),
  );
  expect(required).toContain("node:fs");
  const names = [...imported, ...required];
  expect(names.length).toBeGreaterThan(3);
  expect(names.filter((name) => !isBuiltin(name) && !name.startsWith("@tensorflow/"))).toEqual([]);
});

test("alone in a folder, runs a task from a folder store without waking the S3 client", async () => {
  const coverage = join(folder, "coverage-folder");
  const env = environment(join(folder, "store"), { NODE_V8_COVERAGE: coverage });
  await output(process.execPath, [stepFile], { cwd: dirname(stepFile), env });
  const record = JSON.parse(await readFile(join(folder, "store/runs/hello/run-1/nodes/greet/1.json"), "utf8"));
  expect(record.state).toBe("succeeded");
  expect(record.output.inline).toBe('"Hello, Ada!"');
  expect(await wokeS3Client(coverage)).toBe(false);
});

test("wakes the S3 client for an S3 store, and says that it cannot be reached", async () => {
  const coverage = join(folder, "coverage-s3");
  const env = environment("s3://bucket/prefix", { NODE_V8_COVERAGE: coverage, ...nobodyThere });
  const { code, stderr } = await run(process.execPath, [stepFile], { cwd: dirname(stepFile), env });
  expect(code).toBe(5);
  expect(stderr).toContain("127.0.0.1:9");
  expect(await wokeS3Client(coverage)).toBe(true);
});

test("where it was prepared, as in an image, no start compiles the S3 client anew", async () => {
  const worker = join(folder, "prepared");
  const prepared = join(worker, "zenc-step.mjs");
  await cp(built, prepared, { recursive: true });
  const { code, stderr } = await run(process.execPath, [prepared, "--prepare"], { cwd: worker, env: {} });
  expect([code, stderr]).toEqual([0, ""]);
  expect(await readdir(join(worker, "compiled"))).toEqual([expect.stringMatching(/^[0-9a-f]{16}-.*\.bin$/)]);
  // What V8 has not taken from what is kept, a process keeps where it ends.
  const kept = async (file: string): Promise<boolean> => {
    const cache = join(dirname(file), "cache");
    const env = environment("s3://bucket/prefix", { ...nobodyThere, ZENC_CACHE_DIR: cache });
    expect((await run(process.execPath, [file], { cwd: dirname(file), env })).code).toBe(5);
    return existsSync(join(cache, "compiled"));
  };
  expect(await kept(prepared)).toBe(false);
  expect(await kept(stepFile)).toBe(true);
});
