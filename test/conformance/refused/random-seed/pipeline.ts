// A seed by chance.
import { pipeline, step } from "zenc";

export const split = step((seed: number): number[] => [seed]);

export const randomSeed = pipeline("random-seed", async ({ seed }: { seed?: number }) => {
  return await split(seed ?? Math.floor(Math.random() * 1000)); // refused: call-impure
});
