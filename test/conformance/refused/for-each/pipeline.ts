// forEach with a step: nobody awaits the calls.
import { pipeline, step } from "zenc";

export const list = step((): number[] => [1, 2, 3]);
export const publish = step((value: number): void => {
  if (value < 0) throw new Error("negative");
});

export const forEach = pipeline("for-each", async () => {
  const items = await list();
  items.forEach(async (item) => { // refused: step-in-callback
    await publish(item);
  });
});
