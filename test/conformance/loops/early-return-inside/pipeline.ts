// An early return from a branch of a pipeline that another one calls: it leaves the inner one only.
import { pipeline, step } from "zenc";

export const measure = step((value: number): { fine: boolean; value: number } => ({ fine: value > 10, value }));
export const keep = step((value: number): string => `keep ${value}`);
export const mend = step((value: number): number => value + 100);
export const after = step((text: string): string => `${text}; after`);

export const inspect = pipeline("inspect", async ({ value }: { value: number }) => {
  const measured = await measure(value);
  if (measured.fine) return await keep(measured.value);
  const mended = await mend(measured.value);
  return `mended ${mended}`;
});

export const loopEarlyReturnInside = pipeline("loop-early-return-inside", async ({ value }: { value: number }) => {
  const text = await inspect({ value });
  return await after(text);
});
