// Builds the real `zenc-step` into one file and starts it as an engine would.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import type { Publications, Store } from "../../runtime/contract/index.js";
import { openStore } from "../../runtime/stores/index.js";

export interface Bench {
  /** `zenc-step`, one file. */
  readonly entry: string;
  readonly folder: string;
  readonly url: string;
  readonly store: Store;
  remove(): Promise<void>;
}

/** A folder with the step process, a store and a cache of its own. */
export async function openBench(): Promise<Bench> {
  const folder = await mkdtemp(join(tmpdir(), "zenc-step-test-"));
  const entry = join(folder, "zenc-step.mjs");
  await build({
    entryPoints: ["runtime/step/main.ts"],
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    outfile: entry,
    logLevel: "error",
    banner: { js: 'import{createRequire as zencRequire}from"node:module";const require=zencRequire(import.meta.url);' },
    mainFields: ["module", "main"],
  });
  const url = join(folder, "store");
  // In-process runs and started processes share the code cache.
  process.env.ZENC_CACHE_DIR = join(folder, "cache");
  return { entry, folder, url, store: await openStore(url), remove: () => rm(folder, { recursive: true, force: true }) };
}

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The last line of standard output. */
  readonly publications: Publications;
}

export interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

/** Starts `zenc-step` with this environment beside the usual one. */
export function startStep(bench: Bench, env: Readonly<Record<string, string>>, words: readonly string[] = []): Started {
  const child = spawn(process.execPath, [bench.entry, ...words], {
    env: { ...process.env, ZENC_STORE: bench.url, ...env },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  let [stdout, stderr] = ["", ""];
  child.stdout?.on("data", (chunk: Buffer) => {
    stdout += chunk;
  });
  child.stderr?.on("data", (chunk: Buffer) => {
    stderr += chunk;
  });
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => {
      const last = stdout.trim().split("\n").at(-1) ?? "";
      resolve({ code, signal, stdout, stderr, publications: last.startsWith("{") ? JSON.parse(last) : {} });
    });
  });
  return { child, ended };
}

/** Runs one task in a process of its own. */
export function runStep(
  bench: Bench,
  plan: string,
  run: string,
  task: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  return startStep(bench, { ZENC_PLAN: plan, ZENC_RUN: run, ZENC_TASK: task, ...env }).ended;
}
