// Steps that do at each start what they are told: hang until their process is taken away, fail, or return.
import { appendFileSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { pipeline, step } from "zenc";

async function start(folder: string, tells: string[]): Promise<number> {
  appendFileSync(`${folder}/starts`, "x");
  const starts = readFileSync(`${folder}/starts`, "utf8").length;
  console.log(`this is start ${starts}`);
  const told = tells[starts - 1];
  if (told === "fail") throw new Error(`start ${starts} fails`);
  if (told === "hang") await sleep(120_000);
  return starts;
}

export const once = step((folder: string, tells: string[]): Promise<number> => start(folder, tells));
export const twice = step(
  { retries: { limit: 1, delay: "0s" } },
  (folder: string, tells: string[]): Promise<number> => start(folder, tells),
);
export const after = step((starts: number): string => `${starts} starts`);

export const lost = pipeline(
  "lost",
  async ({ folder, tells, attempts }: { folder: string; tells: string[]; attempts: number }) => {
    const starts = attempts === 1 ? await once(folder, tells) : await twice(folder, tells);
    return await after(starts);
  },
);
