// A body of one step, over a few items and over more than an engine may take.
import { pipeline, step } from "zenc";

export const list = step((count: number): number[] => Array.from({ length: count }, (_, at) => count - at));
export const double = step((value: number): number => value * 2);
export const sum = step((values: number[]): { sum: number; falling: boolean } => ({
  sum: values.reduce((sum, value) => sum + value, 0),
  falling: values.every((value, at) => at === 0 || value < (values[at - 1] ?? 0)),
}));

export const graphOneStep = pipeline("graph-one-step", async ({ count }: { count: number }) => {
  const doubled = await Promise.all((await list(count)).map((value) => double(value)));
  return await sum(doubled);
});
