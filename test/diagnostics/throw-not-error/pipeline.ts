import { pipeline, step } from "zenc";

export const score = step(async (value: number): Promise<number> => value);

export const main = pipeline(async ({ limit }: { limit: number }) => {
  const value = await score(limit);
  if (value > 3) throw "too large";
  return value;
});
