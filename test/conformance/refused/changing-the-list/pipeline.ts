// A loop with steps that changes the list that it runs over.
import { pipeline, step } from "zenc";

export const start = step((): number[] => [1, 2]);
export const more = step((value: number): number => value + 1);

export const changingTheList = pipeline("changing-the-list", async () => {
  const queue = [...(await start())];
  for (const value of queue) { // refused: loop-list-changed
    if (value < 5) queue.push(await more(value));
  }
  return queue;
});
