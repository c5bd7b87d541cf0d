import { pipeline, step } from "zenc";

export const score = step(async (value: number): Promise<number> => value);

export const main = pipeline(async ({ limit }: { limit: number }) => {
  let value = 0;
  const next = (value = limit) + 1;
  return await score(next + value);
});
