// Sorting a step's output in place.
import { pipeline, step } from "zenc";

export const list = step((): number[] => [3, 1, 2]);
export const best = step((values: number[]): number => values[0] ?? 0);

export const sortedInPlace = pipeline("sorted-in-place", async () => {
  const values = await list();
  values.sort((a, b) => b - a); // refused: mutation-shared
  return await best(values);
});
