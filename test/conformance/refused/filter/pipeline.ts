// filter with a step: a promise is always true.
import { pipeline, step } from "zenc";

export const list = step((): number[] => [1, 2, 3]);
export const check = step((value: number): boolean => value > 1);
export const sum = step((values: number[]): number => values.length);

export const filtered = pipeline("filtered", async () => {
  const items = await list();
  const good = items.filter(async (item) => await check(item)); // refused: step-in-callback
  return await sum(good);
});
