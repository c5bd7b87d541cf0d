// A value used both inside and outside of a loop, and a fan-out; and one that the loop has made.
import { pipeline, step } from "zenc";

export const base = step((value: number): { factor: number; limit: number } => ({ factor: value, limit: value * 20 }));
export const multiply = step((value: number, factor: number): number => value * factor);
export const combine = step((...values: number[]): string => values.join(" "));

export const loopInsideAndOutside = pipeline("loop-inside-and-outside", async ({ value }: { value: number }) => {
  const { factor, limit } = await base(value);
  const before = await multiply(1, factor);
  let product = before;
  let rounds = 0;
  while (product < limit) {
    product = await multiply(product, factor);
    rounds += 1;
  }
  const each = await Promise.all([product, rounds].map((one) => multiply(one, factor)));
  return await combine(before, product, rounds, factor, ...each);
});
