// Fails until somebody mends what is broken outside, then clears the task.
import { appendFileSync, existsSync } from "node:fs";
import { pipeline, step } from "zenc";

export const before = step((folder: string): number => {
  appendFileSync(`${folder}/before`, "x");
  return 1;
});
export const broken = step((folder: string, value: number): number => {
  if (!existsSync(`${folder}/mended`)) throw new Error("not mended yet");
  return value + 1;
});
export const beside = step((value: number): number => value * 10);
export const after = step((value: number, other: number): number => value + other);

export const cleared = pipeline("cleared", async ({ folder }: { folder: string }) => {
  const value = await before(folder);
  const [mended, other] = await Promise.all([broken(folder, value), beside(value)]);
  return await after(mended, other);
});
