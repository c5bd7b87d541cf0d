// A try around a fan-out: the first failed item in order is caught, the others of the fan-out end by themselves.
import { pipeline, step } from "zenc";

export const list = step((count: number): number[] => Array.from({ length: count }, (_, at) => at));
export const risky = step((value: number): number => {
  if (value > 1) throw new Error(`item ${value} fails`);
  return value * 10;
});
export const next = step((value: number): number => value + 1);
export const sum = step((values: number[]): number => values.reduce((sum, value) => sum + value, 0));
export const mend = step((message: string, count: number): number => -message.length - count);

export const failAroundFanOut = pipeline("fail-around-fan-out", async ({ count }: { count: number }) => {
  const items = await list(count);
  let total: number;
  try {
    const values = await Promise.all(items.map(async (item) => next(await risky(item))));
    total = await sum(values);
  } catch (error) {
    total = await mend((error as Error).message, items.length);
  }
  return { total };
});
