// A parameter with a list as its default, overridden by an empty one.
import { pipeline, step } from "zenc";

export const square = step((value: number): number => value * value);
export const sum = step((values: number[]): number => values.reduce((sum, value) => sum + value, 0));

export const loopEmptyList = pipeline("loop-empty-list", async ({ values = [1, 2, 3] }: { values?: number[] }) => {
  const squares = await Promise.all(values.map((value) => square(value)));
  return { count: values.length, sum: await sum(squares) };
});
