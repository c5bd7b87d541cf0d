// Printing between two steps.
import { pipeline, step } from "zenc";

export const load = step((): number[] => [1, 2, 3]);
export const sum = step((values: number[]): number => values.length);

export const printing = pipeline("printing", async () => {
  const values = await load();
  console.log(`loaded ${values.length}`); // refused: call-impure
  return await sum(values);
});
