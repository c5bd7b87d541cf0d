// More items than Airflow maps over: chunks.
import { pipeline, step } from "zenc";

export const list = step((count: number): number[] => Array.from({ length: count }, (_, id) => id));
export const square = step((value: number): number => value * value);
export const total = step((values: number[]): number => values.reduce((sum, value) => sum + value, 0));

export const wide = pipeline("wide", async ({ count = 1200 }: { count?: number }) => {
  const squares = await Promise.all((await list(count)).map(square));
  return { total: await total(squares), last: squares.at(-1) ?? null };
});
