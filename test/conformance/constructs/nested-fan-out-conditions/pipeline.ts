// Nested fan-outs with conditions of the outer item, of the inner item, of both, and of neither.
import { pipeline, step } from "zenc";

interface Group {
  name: string;
  open: boolean;
  values: number[];
}
export const groups = step((): Group[] => [
  { name: "a", open: true, values: [1, 2, 3] },
  { name: "b", open: false, values: [4, 5] },
  { name: "c", open: true, values: [] },
]);
export const inspect = step((group: string): { limit: number } => ({ limit: group.charCodeAt(0) - 95 }));
export const big = step((value: number): string => `big ${value}`);
export const small = step((value: number, limit: number): string => `small ${value} of ${limit}`);
export const mark = step((text: string): string => `${text}*`);
export const close = step((parts: string[]): string => parts.join(", "));

export const nestedConditions = pipeline("nested-conditions", async ({ marked = false }: { marked?: boolean }) =>
  Promise.all(
    (await groups()).map(async (group) => {
      if (!group.open) return `${group.name} is closed`;
      const { limit } = await inspect(group.name);
      const parts = await Promise.all(
        group.values.map(async (value) => {
          let text = value > limit ? await big(value) : await small(value, limit);
          if (marked) text = await mark(text);
          return text;
        }),
      );
      return await close(parts);
    }),
  ),
);
