// reduce with a step: each call needs the one before.
import { pipeline, step } from "zenc";

export const list = step((): number[] => [1, 2, 3]);
export const add = step((a: number, b: number): number => a + b);

export const reduced = pipeline("reduced", async () => {
  const items = await list();
  return await items.reduce(async (sum, item) => add(await sum, item), Promise.resolve(0)); // refused: step-in-callback call-impure
});
