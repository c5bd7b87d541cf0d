import { pipeline, step } from "zenc";

export const score = step(async (value: number): Promise<number> => value);

const half = async (value: number) => value / 2;

export const main = pipeline(async ({ limit }: { limit: number }) => {
  const value = await half(limit);
  return await score(value);
});
