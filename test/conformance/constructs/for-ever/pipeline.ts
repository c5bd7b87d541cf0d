// for (;;) with break and continue, and a for with a counter whose end is a step's output.
import { pipeline, step } from "zenc";

export const next = step((value: number): number => (value % 3 === 0 ? value + 1 : value + 4));
export const even = step((value: number): string => `even ${value}`);
export const limit = step((value: number): number => value % 4);
export const add = step((sum: number, at: number): number => sum + at);

export const forEver = pipeline("for-ever", async ({ seed }: { seed: number }) => {
  let value = seed;
  let odd = 0;
  let text = "";
  for (;;) {
    value = await next(value);
    if (value > 14) break;
    if (value % 2 === 1) {
      odd += 1;
      continue;
    }
    text = await even(value);
  }
  const end = await limit(value);
  let sum = 0;
  for (let at = 0; at < end; at += 1) sum = await add(sum, at);
  return { value, odd, text, sum };
});
