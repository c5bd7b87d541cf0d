import { type Materializer, materializer, pipeline, step } from "zenc";

interface Row {
  n: number;
}

const csv: Materializer<Row[]> = materializer<Row[]>({ write: () => undefined, read: () => [] });
const formats = { csv };
let chosen = csv;
if (Date.now() > 0) chosen = formats.csv;

export const load = step({ materialize: materializer<Row[]>({ write: () => undefined, read: () => [] }) }, (): Row[] => []);
export const choose = step({ materialize: chosen }, (): Row[] => []);
export const spread = step({ materialize: { ...{ rows: csv } } }, (): { rows: Row[] } => ({ rows: [] }));
export const fine = step({ materialize: formats.csv }, (): Row[] => []);

export const loading = pipeline(async () => [await load(), await choose(), await spread(), await fine()]);
