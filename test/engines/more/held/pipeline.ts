// Steps that leave a line for each call, and that a test can hold: while their function runs, or when all is done but for the process's end.
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { deployer, pipeline, step } from "zenc";

/** Leaves a line for a call; how often it has been called now. */
function called(folder: string, name: string): number {
  appendFileSync(`${folder}/calls`, `${name}\n`);
  const lines = readFileSync(`${folder}/calls`, "utf8").split("\n");
  return lines.filter((line) => line === name).length;
}
/** Waits where a test wants it, and leaves a line for each time. */
async function waits(folder: string, name: string): Promise<void> {
  process.once("exit", () => {
    while (existsSync(`${folder}/linger-${name}`)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
  });
  if (existsSync(`${folder}/hold-${name}`)) appendFileSync(`${folder}/held`, `${name}\n`);
  while (existsSync(`${folder}/hold-${name}`)) await sleep(20);
}
async function run(folder: string, name: string): Promise<void> {
  called(folder, name);
  await waits(folder, name);
}

export const list = step(async (folder: string, count: number): Promise<number[]> => {
  await run(folder, "list");
  return Array.from({ length: count }, (_, at) => at);
});
export const prepare = step(async (folder: string, item: number): Promise<number> => {
  await run(folder, `prepare-${item}`);
  return item;
});
/** Each first call fails: one retry is enough, whatever becomes of its pods. */
export const weigh = step({ retries: { limit: 1, delay: "100ms" } }, async (folder: string, item: number): Promise<number> => {
  if (called(folder, `weigh-${item}`) === 1) throw new Error("the first call fails");
  await waits(folder, `weigh-${item}`);
  return item * 10;
});
export const sum = step(async (folder: string, weights: number[], fails: boolean): Promise<number> => {
  await run(folder, "sum");
  if (fails) throw new Error(`${weights.length} weights are bad`);
  return weights.reduce((total, weight) => total + weight, 0);
});
export const mend = step(async (folder: string, message: string): Promise<number> => {
  await run(folder, "mend");
  return -message.length;
});
export const clean = deployer(async (folder: string): Promise<void> => {
  await run(folder, "clean");
});
export const report = step(async (folder: string, total: number): Promise<string> => {
  await run(folder, "report");
  return `total ${total}`;
});

export const held = pipeline("held", async ({ folder, count, fails }: { folder: string; count: number; fails: boolean }) => {
  const items = await list(folder, count);
  const weights = await Promise.all(items.map(async (item) => weigh(folder, await prepare(folder, item))));
  let total: number;
  try {
    total = await sum(folder, weights, fails);
  } catch (error) {
    total = await mend(folder, (error as Error).message);
  } finally {
    await clean(folder);
  }
  return await report(folder, total);
});
