// An item of a fan-out that pushes to a list outside of it: in whichever order they end.
import { pipeline, step } from "zenc";

export const list = step((): number[] => [1, 2, 3]);
export const score = step((value: number): number => value);

export const outerList = pipeline("outer-list", async () => {
  const items = await list();
  const scores: number[] = [];
  await Promise.all(
    items.map(async (item) => {
      scores.push(await score(item)); // refused: callback-assignment
    }),
  );
  return scores;
});
