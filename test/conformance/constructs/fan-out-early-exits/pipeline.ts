// Early exits of items, at two depths: each leaves its own item only.
import { pipeline, step } from "zenc";

export const rows = step((): { id: number; cells: number[] }[] => [
  { id: 0, cells: [1, -1, 2] },
  { id: 1, cells: [] },
  { id: 2, cells: [-5] },
  { id: 3, cells: [7] },
]);
export const first = step((cells: number[]): { empty: boolean; sum: number } => ({
  empty: cells.length === 0,
  sum: cells.reduce((sum, cell) => sum + cell, 0),
}));
export const cell = step((value: number): number => value * 10);
export const negative = step((value: number): string => `negative ${value}`);
export const total = step((id: number, texts: string[]): string => `${id}: ${texts.join(",")}`);

export const earlyExits = pipeline("early-exits", async () =>
  Promise.all(
    (await rows()).map(async ({ id, cells }) => {
      const { empty, sum } = await first(cells);
      if (empty) return `${id} is empty`;
      const texts = await Promise.all(
        cells.map(async (value) => {
          if (value < 0) {
            if (sum < 0) return "all negative";
            return await negative(value);
          }
          return `${await cell(value)}`;
        }),
      );
      if (sum > 5) return `${id} is much`;
      return await total(id, texts);
    }),
  ),
);
