// A loop until a count of ten.
import { pipeline, step } from "zenc";

export const start = step((from: number): number => from);
export const increment = step((count: number): number => count + 1);
export const end = step((count: number): string => `counted to ${count}`);

export const graphLoop = pipeline("graph-loop", async ({ from = 0 }: { from?: number }) => {
  let count = await start(from);
  while (count < 10) {
    count = await increment(count);
  }
  return await end(count);
});
