// An item of a fan-out that adds to a variable outside of it.
import { pipeline, step } from "zenc";

export const list = step((): number[] => [1, 2, 3]);
export const score = step((value: number): number => value);

export const outerVariable = pipeline("outer-variable", async () => {
  const items = await list();
  let total = 0;
  await Promise.all(
    items.map(async (item) => {
      total += await score(item); // refused: callback-assignment
    }),
  );
  return total;
});
