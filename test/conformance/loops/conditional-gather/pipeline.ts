// A producer on a condition of its item, gathered: x ≥ 2 of 1, 2, 3, doubled and summed is 10.
import { pipeline, step } from "zenc";

export const list = step((): number[] => [1, 2, 3]);
export const double = step((value: number): number => value * 2);
export const sum = step((values: number[]): number => values.reduce((sum, value) => sum + value, 0));

export const loopConditionalGather = pipeline("loop-conditional-gather", async ({ least = 2 }: { least?: number }) => {
  const doubled = await Promise.all((await list()).map(async (x) => (x >= least ? await double(x) : undefined)));
  return await sum(doubled.filter((value) => value !== undefined));
});
