import { pipeline, step } from "zenc";

export const score = step(async (value: number): Promise<number> => value);

export const main = pipeline(async ({ limit }: { limit: number }) => {
  let total = 0;
  for (const key in { a: 1, b: 2 }) {
    total += await score(key.length + limit);
  }
  return total;
});
