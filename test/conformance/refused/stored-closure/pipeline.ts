// Functions in a list, over a variable that changes.
import { pipeline, step } from "zenc";

export const use = step((values: number[]): number => values.length);

export const storedClosure = pipeline("stored-closure", async ({ count }: { count: number }) => {
  const later: (() => number)[] = [];
  let value = count;
  later.push(() => value); // refused: function-stored
  value += 1;
  return await use(later.map((one) => one()));
});
