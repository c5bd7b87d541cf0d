// Trainers in a fan-out whose instances handle several items: one is started where one of its items is not known.
import { pipeline, step, trainer } from "zenc";

export const split = step((values: number[]): number[] => values.map((value) => value * 10));
export const train = trainer({ cpu: 4, batch: 2 }, (value: number): number => value + 1);
export const check = step((value: number): { value: number; fine: boolean } => ({ value, fine: value % 3 !== 0 }));
export const tune = trainer({ cpu: 4 }, (value: number): number => value * 2);
export const total = step((values: number[]): number => values.reduce((sum, value) => sum + value, 0));

export const knownChunked = pipeline("known-chunked", async ({ values }: { values: number[] }) => {
  const parts = await split(values);
  const tuned = await Promise.all(
    parts.map(async (part) => {
      const checked = await check(await train(part));
      return checked.fine ? tune(checked.value) : 0;
    }),
  );
  return total(tuned);
});
