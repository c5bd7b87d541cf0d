// A body of two steps over 32 numbers in no order: the results keep the order of the items.
import { pipeline, step } from "zenc";

export const numbers = step((count: number): number[] => Array.from({ length: count }, (_, at) => (at * 21 + 7) % count));
export const square = step((value: number): number => value * value);
export const label = step((value: number, squared: number): string => `${value}:${squared}`);
export const join = step((labels: string[]): string => labels.join(" "));

export const graphTwoSteps = pipeline("graph-two-steps", async ({ count = 32 }: { count?: number }) => {
  const labels = await Promise.all(
    (await numbers(count)).map(async (value) => {
      const squared = await square(value);
      return await label(value, squared);
    }),
  );
  return await join(labels);
});
