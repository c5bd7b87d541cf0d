import { pipeline, step } from "zenc";

export const score = step(async (value: number): Promise<number> => value);

export const main = pipeline(async ({ limit }: { limit: number }) => {
  const down = (value: number): number => (value < 1 ? 0 : down(value - 1));
  return await score(down(limit));
});
