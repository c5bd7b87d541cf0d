// A branch that fails for good beside one that does not; what needs the first is not run, even where it would be skipped.
import { pipeline, step } from "zenc";

export const load = step((rows: number): number => rows);
export const good = step((rows: number): number => rows + 1);
export const bad = step((rows: number): number => {
  if (rows > 2) throw new Error(`too many rows: ${rows}`);
  return rows;
});
export const useGood = step((value: number): string => `good ${value}`);
export const useBad = step((value: number): { fine: boolean } => ({ fine: value > 100 }));
export const onlyFine = step((value: number): string => `fine ${value}`);

export const failing = pipeline("failing", async ({ rows }: { rows: number }) => {
  const loaded = await load(rows);
  const [fromGood, fromBad] = await Promise.all([good(loaded), bad(loaded)]);
  const text = await useGood(fromGood);
  const { fine } = await useBad(fromBad);
  if (fine) await onlyFine(fromBad);
  return text;
});
