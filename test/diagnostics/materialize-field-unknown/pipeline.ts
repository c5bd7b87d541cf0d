import { materializer, pipeline, step } from "zenc";

interface Row {
  n: number;
}

export const csv = materializer<Row[]>({ write: () => undefined, read: () => [] });
export const numbers = materializer<number>({ write: () => undefined, read: () => 1 });

export const load = step({ materialize: { tabel: csv } }, (): { table: Row[]; note: string } => ({ table: [], note: "" }));
export const count = step({ materialize: { count: numbers } }, (): number => 1);

export const loading = pipeline(async () => [await load(), await count()]);
