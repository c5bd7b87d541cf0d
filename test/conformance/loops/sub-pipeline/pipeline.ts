// A pipeline with a loop inside a loop, called by another, once and for each item.
import { pipeline, step } from "zenc";

export const rows = step((count: number): number[] => Array.from({ length: count }, (_, at) => at));
export const grow = step((value: number): number => value + 1);
export const total = step((values: number[]): number => values.reduce((sum, value) => sum + value, 0));

export const triangle = pipeline("triangle", async ({ size }: { size: number }) => {
  let sum = 0;
  let row = 0;
  while (row < size) {
    row = await grow(row);
    let column = 0;
    while (column < row) {
      column = await grow(column);
      sum += column;
    }
  }
  return sum;
});

export const loopSubPipeline = pipeline("loop-sub-pipeline", async ({ count = 2 }: { count?: number }) => {
  const alone = await triangle({ size: 3 });
  const each = await Promise.all((await rows(count)).map((size) => triangle({ size })));
  return { alone, each, total: await total([alone, ...each]) };
});
