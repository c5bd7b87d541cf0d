import { pipeline, step } from "zenc";

export const score = step(async (value: number): Promise<number> => value);

export const inner = pipeline(async ({ limit }: { limit: number }) => await score(limit));

export const main = pipeline(async ({ limit }: { limit: number }) => {
  return await inner({ limit });
});
