import { pipeline, step } from "zenc";

export const score = step(async (value: number): Promise<number> => value);

export const main = pipeline(async ({ limit }: { limit: number }) => {
  const seed = Math.random();
  const started = Date.now();
  const roll = Math.random;
  console.log(limit);
  return await score(seed + started + roll());
});
