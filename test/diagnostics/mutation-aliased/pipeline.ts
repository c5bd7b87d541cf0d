import { pipeline, step } from "zenc";

export const score = step(async (value: number): Promise<number> => value);

export const main = pipeline(async ({ limit }: { limit: number }) => {
  const chosen: number[] = [];
  const before = chosen;
  chosen.push(limit);
  return { chosen, before, value: await score(limit) };
});
