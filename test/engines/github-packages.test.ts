// Packages that cannot be bundled: a real one with native code, which npm brings on the runner, in the jobs that load it.
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { pushPipeline } from "../../cli/push.js";
import { type RunView, readRun } from "../../runtime/history/index.js";
import { openStore } from "../../runtime/stores/index.js";
import type { Workflow } from "../../targets/github/document.js";
import { planWorkflow } from "../../targets/github/plan.js";
import { writeWorkflow } from "../../targets/github/write.js";
import { compiledProject, project } from "../bundle/project.js";
import { root } from "../conformance/shape.js";
import { runWithAct } from "./github/act.js";
import { githubRequest } from "./github/engine.js";
import { installGithub } from "./github/install.js";

const files = {
  "package.json": JSON.stringify({ private: true, type: "module", dependencies: { bufferutil: "4.1.0" } }),
  "tsconfig.json": JSON.stringify({
    compilerOptions: { strict: true, module: "esnext", moduleResolution: "bundler", target: "es2022" },
  }),
  "modules.d.ts": `declare module "bufferutil" {
  export function mask(source: Uint8Array, mask: Uint8Array, output: Uint8Array, offset: number, length: number): void;
}
declare module "node:fs" {
  export function readFileSync(file: string): Uint8Array;
  export function writeFileSync(file: string, bytes: Uint8Array): void;
}`,
};
const head = `/// <reference path="./modules.d.ts" />
import { readFileSync, writeFileSync } from "node:fs";
import { mask } from "bufferutil";
import { materializer, pipeline, step } from "zenc";
const masked = (bytes: Uint8Array): Uint8Array => {
  mask(bytes, Uint8Array.of(1, 2, 3, 4), bytes, 0, bytes.length);
  return bytes;
};
`;
const maskedSum = [..."zenc"].reduce((sum, letter, at) => sum + (letter.charCodeAt(0) ^ (at + 1)), 0);

/** Runs the pipeline `packed` on the local engine, and under act. */
async function packed(source: string, change: (workflow: Workflow) => Workflow = (one) => one) {
  const folder = project({ ...files, "pipeline.ts": head + source });
  await promisify(execFile)("npm", ["install", "--no-audit", "--no-fund"], { cwd: folder });
  const words = [join(root, "dist/cli/zenc.js"), "run", "pipeline.ts", "--format", "json"];
  const { stdout } = await promisify(execFile)(process.execPath, words, { cwd: folder });
  const compiled = await compiledProject(folder);
  const place = await mkdtemp(join(tmpdir(), "zenc-packages-"));
  try {
    const store = await openStore(place);
    await pushPipeline(store, compiled);
    const workflow = change(planWorkflow(githubRequest(compiled, place)));
    const run = await runWithAct(await installGithub(), {
      path: ".github/workflows/packed.yml",
      text: writeWorkflow(workflow),
      inputs: {},
      folders: Object.fromEntries(["package.json", "package-lock.json"].map((name) => [name, join(folder, name)])),
    });
    const installs = Object.keys(workflow.jobs).filter((name) => installsIn(workflow, name));
    return { local: JSON.parse(stdout) as RunView, run, installs, view: await readRun(store, "packed", "1") };
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}

const installsIn = ({ jobs }: Workflow, name: string): boolean =>
  jobs[name]?.steps.some((one) => "run" in one && one.run === "npm ci") ?? false;

/** All that does not depend on when and where. */
const told = (view: RunView | null) => ({
  status: view?.status,
  result: view?.result,
  nodes: view?.nodes.filter(({ step }) => step !== null).map(({ node, state, outputs }) => ({ node, state, outputs })),
});

const plain = `export const code = step((text: string): number[] => [...masked(new TextEncoder().encode(text))]);
export const total = step((bytes: number[]): number => bytes.reduce((sum, one) => sum + one, "bufferutil".length - 10));
export const packed = pipeline("packed", async () => await total(await code("zenc")));
`;

test("npm ci runs in the job of the step that loads it, and in no other", async () => {
  const { local, run, installs, view } = await packed(plain);
  expect(installs).toEqual(["code"]);
  expect(run.status, run.log.slice(-4000)).toBe("succeeded");
  expect(view).toMatchObject({ status: "succeeded", result: maskedSum });
  expect(told(view)).toEqual(told(local));
});

test("without it that job fails, so it is needed", async () => {
  const { run, view } = await packed(plain, (workflow) => ({
    ...workflow,
    jobs: Object.fromEntries(
      Object.entries(workflow.jobs).map(([name, job]) => [
        name,
        { ...job, steps: job.steps.filter((one) => !("run" in one && one.run === "npm ci")) },
      ]),
    ),
  }));
  expect(run.status).toBe("failed");
  expect(view?.error?.message).toContain("bufferutil");
});

test("where a materializer that loads it stores data, jobs that read the data bring it too", async () => {
  const { local, run, installs, view } = await packed(`
export const lines = materializer<string[]>({
  write: (texts, file) => writeFileSync(file, masked(new TextEncoder().encode(texts.join(";")))),
  read: (file) => new TextDecoder().decode(masked(new Uint8Array(readFileSync(file)))).split(";"),
});
export const list = step({ materialize: lines }, (): string[] => ["zenc", "two"]);
export const count = step((texts: string[]): number => texts.length);
export const packed = pipeline("packed", async () => await count(await list()));
`);
  expect(installs).toEqual(["list", "count"]);
  expect(run.status, run.log.slice(-4000)).toBe("succeeded");
  expect(view).toMatchObject({ status: "succeeded", result: 2 });
  expect(told(view)).toEqual(told(local));
});
