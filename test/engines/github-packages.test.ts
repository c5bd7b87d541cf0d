// Packages that cannot be bundled: a real one with native code, which npm brings on the runner, in the one job whose step loads it.
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { pushPipeline } from "../../cli/push.js";
import { readRun } from "../../runtime/history/index.js";
import { openStore } from "../../runtime/stores/index.js";
import { planWorkflow } from "../../targets/github/plan.js";
import { writeWorkflow } from "../../targets/github/write.js";
import { compiledProject, project } from "../bundle/project.js";
import { runWithAct } from "./github/act.js";
import { githubRequest } from "./github/engine.js";
import { installGithub } from "./github/install.js";

const files = {
  "package.json": JSON.stringify({ private: true, type: "module", dependencies: { bufferutil: "4.1.0" } }),
  "tsconfig.json": JSON.stringify({
    compilerOptions: { strict: true, module: "esnext", moduleResolution: "bundler", target: "es2022" },
  }),
  "bufferutil.d.ts": `declare module "bufferutil" {
  export function mask(source: Uint8Array, mask: Uint8Array, output: Uint8Array, offset: number, length: number): void;
}`,
  "pipeline.ts": `/// <reference path="./bufferutil.d.ts" />
import { mask } from "bufferutil";
import { pipeline, step } from "zenc";
export const masked = step((text: string): number[] => {
  const bytes = new TextEncoder().encode(text);
  mask(bytes, Uint8Array.of(1, 2, 3, 4), bytes, 0, bytes.length);
  return [...bytes];
});
export const total = step((bytes: number[]): number => bytes.reduce((sum, one) => sum + one, 0));
export const packed = pipeline("packed", async () => await total(await masked("zenc")));
`,
};

test("npm ci runs in the job of the step that loads it, and in no other", async () => {
  const folder = project(files);
  await promisify(execFile)("npm", ["install", "--no-audit", "--no-fund"], { cwd: folder });
  const compiled = await compiledProject(folder);
  const store = await mkdtemp(join(tmpdir(), "zenc-packages-"));
  try {
    await pushPipeline(await openStore(store), compiled);
    const workflow = planWorkflow(githubRequest(compiled, store));
    const installs = Object.entries(workflow.jobs).filter(([, { steps }]) =>
      steps.some((one) => "run" in one && one.run === "npm ci"),
    );
    expect(installs.map(([name]) => name)).toEqual(["masked"]);
    const names = ["package.json", "package-lock.json"];
    const run = await runWithAct(await installGithub(), {
      path: ".github/workflows/packed.yml",
      text: writeWorkflow(workflow),
      inputs: {},
      folders: Object.fromEntries(names.map((name) => [name, join(folder, name)])),
    });
    expect(run.status, run.log.slice(-4000)).toBe("succeeded");
    const expected = [..."zenc"].reduce((sum, letter, at) => sum + (letter.charCodeAt(0) ^ (at + 1)), 0);
    expect(await readRun(await openStore(store), "packed", "1")).toMatchObject({ status: "succeeded", result: expected });
  } finally {
    await rm(store, { recursive: true, force: true });
  }
});
