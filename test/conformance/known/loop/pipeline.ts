// A trainer in a loop: the loop's process is started, and finds what is known; a trainer behind it is not.
import { pipeline, step, trainer } from "zenc";

export const start = step((value: number): number => value);
export const improve = trainer({ cpu: 4 }, (model: number): number => model * 2);
export const finish = trainer({ cpu: 4 }, (model: number): string => `done at ${model}`);

export const knownLoop = pipeline("known-loop", async ({ value, limit }: { value: number; limit: number }) => {
  let model = await start(value);
  while (model < limit) model = await improve(model);
  return finish(model);
});
