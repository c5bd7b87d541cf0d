// Three steps, one after another, and an expression at the end.
import { pipeline, step } from "zenc";

export const load = step((rows: number): number[] => Array.from({ length: rows }, (_, row) => row * row));
export const double = step({ cpu: 1 }, async (values: number[]): Promise<number[]> => values.map((value) => value * 2));
export const total = step((values: number[]): { sum: number; at: Date } => ({
  sum: values.reduce((sum, value) => sum + value, 0),
  at: new Date(86_400_000),
}));

export const linear = pipeline("linear", async ({ rows = 4 }: { rows?: number }) => {
  const loaded = await load(rows);
  const doubled = await double(loaded);
  const { sum } = await total(doubled);
  return { sum, first: doubled[0] ?? null, text: `${sum} of ${loaded.length}` };
});
