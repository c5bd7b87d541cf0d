// Turns: of runs that say "forbid" or "replace" one alone goes on, also where many start at once and where one was killed.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { keys, type Store } from "../../runtime/contract/index.js";
import { openStore } from "../../runtime/stores/index.js";
import { takeTurn } from "../../targets/local/turn.js";

let folder: string;
let script: string;
let store: Store;
const started: ChildProcess[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "zenc-turn-"));
  script = join(folder, "turn.mjs");
  // Takes the turn, says how it went, and holds it until it is told to stop.
  const contents = `
import { openStore } from "./runtime/stores/index.ts";
import { takeTurn } from "./targets/local/turn.ts";
const [url, run, concurrency] = process.argv.slice(2);
const stop = new AbortController();
process.on("SIGTERM", () => stop.abort());
const turn = await takeTurn({ store: await openStore(url), pipeline: "p", run, concurrency, signal: stop.signal });
console.log("busy" in turn ? "busy " + turn.busy : "has it");
if (!("busy" in turn)) {
  while (!stop.signal.aborted) await new Promise((resolve) => setTimeout(resolve, 5));
  await new Promise((resolve) => setTimeout(resolve, 200));
  await turn.release();
  console.log("released");
}`;
  const banner = { js: 'import{createRequire as zencRequire}from"node:module";const require=zencRequire(import.meta.url);' };
  const stdin = { contents, resolveDir: process.cwd(), loader: "ts" as const };
  await build({ stdin, bundle: true, platform: "node", format: "esm", outfile: script, banner, mainFields: ["module", "main"] });
});
beforeEach(async () => {
  const own = await mkdtemp(join(folder, "store-"));
  store = await openStore(own);
});
afterAll(async () => {
  for (const child of started) child.kill("SIGKILL");
  await rm(folder, { recursive: true, force: true });
});

function start(run: string, concurrency: string): { readonly child: ChildProcess; readonly said: string[] } {
  const said: string[] = [];
  const child = spawn(process.execPath, [script, store.url, run, concurrency], { stdio: ["ignore", "pipe", "inherit"] });
  child.stdout.on("data", (chunk: Buffer) => said.push(...chunk.toString().trim().split("\n")));
  started.push(child);
  return { child, said };
}
const soon = { timeout: 10_000, interval: 10 };
const ask = (concurrency: "allow" | "forbid" | "replace", run = "mine") =>
  takeTurn({ store, pipeline: "p", run, concurrency, signal: new AbortController().signal });

test("forbid: refused while another is going on, let in when it is gone, well or killed", async () => {
  const first = start("first", "forbid");
  await expect.poll(() => first.said, soon).toEqual(["has it"]);
  expect(await ask("forbid")).toEqual({ busy: "first" });
  expect(await ask("allow")).not.toHaveProperty("busy");
  first.child.kill("SIGTERM");
  await expect.poll(() => first.said, soon).toEqual(["has it", "released"]);
  const second = start("second", "forbid");
  await expect.poll(() => second.said, soon).toEqual(["has it"]);
  second.child.kill("SIGKILL");
  await expect.poll(async () => "busy" in (await ask("forbid")), soon).toBe(false);
});

test("replace: the older one is asked to stop, and the new one starts when it is gone", async () => {
  const first = start("first", "replace");
  await expect.poll(() => first.said, soon).toEqual(["has it"]);
  const second = start("second", "replace");
  await expect.poll(() => second.said, soon).toEqual(["has it"]);
  expect(first.said).toEqual(["has it", "released"]);
  second.child.kill("SIGKILL");
});

test("of many that start at once, over what a dead process left behind, exactly one is let in", async () => {
  const dead = spawn(process.execPath, ["-e", ""]);
  await new Promise((resolve) => dead.on("exit", resolve));
  const holder = { run: "dead", pid: dead.pid, host: hostname(), began: null };
  await store.create(keys.turn("p", 3), Buffer.from(JSON.stringify(holder)));
  const all = Array.from({ length: 8 }, (_, index) => start(`run-${index}`, "forbid"));
  await expect.poll(() => all.filter(({ said }) => said.length > 0).length, soon).toBe(8);
  const winners = all.filter(({ said }) => said[0] === "has it");
  expect(winners).toHaveLength(1);
  const index = all.indexOf(winners[0] as (typeof all)[number]);
  for (const { said } of all.filter((one) => one !== winners[0])) expect(said).toEqual([`busy run-${index}`]);
  winners[0]?.child.kill("SIGKILL");
});

test("a process id that was given out again, and a process of another machine, do not count", async () => {
  for (const holder of [
    { run: "old", pid: process.pid, host: hostname(), began: "1" },
    { run: "far", pid: process.pid, host: "elsewhere", began: null },
  ]) {
    await store.create(keys.turn("p", 1), Buffer.from(JSON.stringify(holder)));
    const turn = await ask("forbid");
    expect(turn).not.toHaveProperty("busy");
    if (!("busy" in turn)) await turn.release();
  }
});
