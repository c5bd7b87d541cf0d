// The same body in chunks: an instance then holds items that were mended and items that were not.
import { pipeline, step } from "zenc";

export const list = step((count: number): number[] => Array.from({ length: count }, (_, id) => id));
export const strictness = step((level: number): { strict: boolean } => ({ strict: level > 1 }));
export const inspect = step((value: number): { value: number; broken: boolean } => ({ value, broken: value % 3 === 1 }));
export const mend = step((value: number): number => value + 100);
export const verify = step((value: number): number => value + 0.5);
export const close = step((value: number, mended: boolean): string => `${value}${mended ? " mended" : ""}`);
export const join = step((parts: string[]): string => parts.join(", "));

export const chunked = pipeline("chunked", async ({ count, level = 1 }: { count: number; level?: number }) => {
  const items = await list(count);
  const { strict } = await strictness(level);
  const parts = await Promise.all(
    items.map(async (item) => {
      const inspected = await inspect(item);
      let value = inspected.value;
      if (inspected.broken) value = await mend(value);
      if (strict) value = await verify(value);
      return await close(value, inspected.broken);
    }),
  );
  return await join(parts);
});
