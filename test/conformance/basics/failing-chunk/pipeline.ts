// One item of a chunk fails: the others of its chunk go on to their end too.
import { pipeline, step } from "zenc";

export const list = step((count: number): number[] => Array.from({ length: count }, (_, id) => id));
export const inspect = step((value: number): { value: number; broken: boolean } => {
  if (value === 2) throw new Error("two is too many");
  return { value, broken: value % 2 === 1 };
});
export const mend = step((value: number): number => value + 100);
export const close = step((value: number): string => `closed ${value}`);
export const join = step((parts: string[]): string => parts.join(", "));

export const chunks = pipeline("chunks", async ({ count }: { count: number }) => {
  const parts = await Promise.all(
    (await list(count)).map(async (item) => {
      const inspected = await inspect(item);
      const value = inspected.broken ? await mend(inspected.value) : inspected.value;
      return await close(value);
    }),
  );
  return await join(parts);
});
