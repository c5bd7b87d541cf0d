// A loop in a loop, the inner one left by break, the outer one by the inner one's outcome.
import { pipeline, step } from "zenc";

export const probe = step((row: number, column: number, wanted: number): number => row * 3 + column - wanted);
export const note = step((row: number): string => `row ${row}`);
export const report = step((row: number, column: number, rows: string[]): string => `${row}/${column} ${rows.join(",")}`);

export const nestedLoops = pipeline("nested-loops", async ({ wanted }: { wanted: number }) => {
  let row = 0;
  let foundAt = -1;
  const rows: string[] = [];
  while (foundAt < 0 && row < 3) {
    let column = 0;
    for (;;) {
      const distance = await probe(row, column, wanted);
      if (distance === 0) {
        foundAt = column;
        break;
      }
      column += 1;
      if (column === 3) break;
    }
    rows.push(await note(row));
    row += 1;
  }
  return await report(row, foundAt, rows);
});
