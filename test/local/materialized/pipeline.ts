// Values that the author stores herself, and tables of apache-arrow: passed on, looked into where they are data, missing, in a fan-out.
import { type Table, tableFromArrays } from "apache-arrow";
import { pipeline, step } from "zenc";
import { csv, frames, type Row } from "./formats.js";
import { Frame } from "./frame.js";

export const load = step({ materialize: csv }, (count: number): Row[] =>
  Array.from({ length: count }, (_, index) => ({ name: `row ${index}`, score: index / 4 })),
);

export const split = step(
  { materialize: { frame: frames, best: csv } },
  (rows: Row[]): { frame: Frame; best?: Row[]; note: string } => {
    const frame = new Frame([["score", rows.map(({ score }) => score)]]);
    return rows.length > 2 ? { frame, best: rows.slice(-1), note: "many" } : { frame, note: "few" };
  },
);

export const widen = step({ materialize: frames }, (frame: Frame, name: string): Frame | null =>
  name === "none" ? null : frame.merge(new Frame([[name, [1]]])),
);

export const widthOf = step((frame: Frame | null): number => (frame instanceof Frame ? frame.width : -1));

export const tabulate = step(
  (rows: Row[]): Table =>
    tableFromArrays({ name: rows.map(({ name }) => name), score: Float64Array.from(rows, ({ score }) => score) }),
);

export const total = step((table: Table): number => {
  let sum = 0;
  for (const row of table) sum += row.score;
  return sum;
});

export const materialized = pipeline("materialized", async ({ count = 3 }: { count?: number }) => {
  const rows = await load(count);
  const { frame, best, note } = await split(rows);
  const names = rows.filter(({ score }) => score > 0).map(({ name }) => name);
  const wide = await Promise.all(names.map((name) => widen(frame, name)));
  const widths = await Promise.all(wide.map((one) => widthOf(one)));
  const none = await widthOf(await widen(frame, "none"));
  const sum = rows.length > 1 ? await total(await tabulate(rows)) : 0;
  return { first: rows[0]?.name, best: best?.[0]?.score, note, widths, none, sum };
});
