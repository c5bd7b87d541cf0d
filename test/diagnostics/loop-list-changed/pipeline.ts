import { pipeline, step } from "zenc";

export const score = step(async (value: number): Promise<number> => value);
export const numbers = step(async (count: number): Promise<number[]> => Array.from({ length: count }, (_, i) => i));

export const main = pipeline(async ({ limit }: { limit: number }) => {
  const queue = await numbers(limit);
  const open = [...queue];
  for (const item of open) {
    const value = await score(item);
    if (value > 3) open.push(value - 1);
  }
  return open;
});
