// Trainers of what is made of the item: one behind a step, one behind a trainer, one in a branch.
import { pipeline, step, trainer } from "zenc";

export const split = step((count: number): number[] => Array.from({ length: count }, (_, at) => at * 10));
export const clean = step((value: number): number => value + 1);
export const train = trainer({ cpu: 4 }, (value: number): number => value * 2);
export const tune = trainer({ cpu: 4 }, (model: number): number => model - 3);
export const polish = trainer({ cpu: 4 }, (model: number): number => model + 1000);

export const knownPerItem = pipeline("known-per-item", async ({ count, limit }: { count: number; limit: number }) => {
  const parts = await split(count);
  return Promise.all(
    parts.map(async (part) => {
      const tuned = await tune(await train(await clean(part)));
      return tuned > limit ? polish(tuned) : tuned;
    }),
  );
});
