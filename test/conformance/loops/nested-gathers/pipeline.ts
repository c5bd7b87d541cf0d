// Gathers of gathers feed two reducers: three times the sum of all t1, 12, and of all t2, 90, is 306.
import { pipeline, step } from "zenc";

export const list = step((from: number): number[] => [from, from + 1, from + 2]);
export const double = step((value: number): number => value * 2);
export const sum = step((values: number[]): number => values.reduce((sum, value) => sum + value, 0));
export const sumAll = step((lists: number[][]): number => lists.flat().reduce((sum, value) => sum + value, 0));
export const add = step((a: number, b: number): number => a + b);

export const loopNestedGathers = pipeline("loop-nested-gathers", async () => {
  const as = await list(1);
  const bs = await list(4);
  const rows = await Promise.all(
    as.map(async (a) => {
      const t1 = await double(a);
      const t2s = await Promise.all(bs.map((b) => double(b)));
      return { t1, t2s };
    }),
  );
  const totals = await Promise.all(
    as.map(async () => {
      const one = await sum(rows.map(({ t1 }) => t1));
      const other = await sumAll(rows.map(({ t2s }) => t2s));
      return await add(one, other);
    }),
  );
  return { rows, totals, all: await sum(totals) };
});
