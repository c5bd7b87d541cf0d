// Two branches side by side, two steps each, and what joins them.
import { pipeline, step } from "zenc";

export const start = step((value: number): number => value);
export const left = step((value: number): number => value + 1);
export const leftEnd = step((value: number): number => value * 10);
export const right = step((value: number): number => value + 2);
export const rightEnd = step((value: number): number => value * 100);
export const join = step((inputs: number[]): { count: number; sum: number } => ({
  count: inputs.length,
  sum: inputs.reduce((sum, input) => sum + input, 0),
}));

export const graphParallel = pipeline("graph-parallel", async ({ value = 1 }: { value?: number }) => {
  const begun = await start(value);
  const [a, b] = await Promise.all([left(begun), right(begun)]);
  const [c, d] = await Promise.all([leftEnd(a), rightEnd(b)]);
  return await join([c, d]);
});
