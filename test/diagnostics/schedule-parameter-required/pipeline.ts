import { pipeline, step } from "zenc";

export const load = step((from: string, rows: number): string[] => Array.from({ length: rows }, () => from));

export const nightly = pipeline({ schedule: "0 3 * * *" }, async ({ from, rows = 10 }: { from: string; rows?: number }) => {
  return await load(from, rows);
});
