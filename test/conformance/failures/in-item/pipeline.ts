// A try for each item of a fan-out: some items fail and are mended, the others go on.
import { pipeline, step } from "zenc";

export const list = step((count: number): number[] => Array.from({ length: count }, (_, at) => at));
export const risky = step((value: number): number => {
  if (value % 3 === 1) throw new Error(`item ${value} fails`);
  return value * 10;
});
export const next = step((value: number): number => value + 1);
export const mend = step((message: string, value: number): string => `${message}, mended ${value}`);
export const join = step((parts: string[]): string => parts.join("; "));

export const failInItem = pipeline("fail-in-item", async ({ count }: { count: number }) => {
  const parts = await Promise.all(
    (await list(count)).map(async (item) => {
      try {
        return `fine ${await next(await risky(item))}`;
      } catch (error) {
        return await mend((error as Error).message, item);
      }
    }),
  );
  return await join(parts);
});
