// One instance per item of a step's output, gathered in order.
import { pipeline, step } from "zenc";

export const list = step((count: number): { id: number; text: string }[] =>
  Array.from({ length: count }, (_, id) => ({ id, text: "x".repeat(id % 5) })),
);
export const measure = step(
  (item: { id: number; text: string }, index: number): number => item.id * 10 + item.text.length + index,
);
export const total = step((sizes: number[]): { sum: number; count: number } => ({
  sum: sizes.reduce((sum, size) => sum + size, 0),
  count: sizes.length,
}));

export const spread = pipeline("spread", async ({ count }: { count: number }) => {
  const items = await list(count);
  const sizes = await Promise.all(items.map((item, index) => measure(item, index)));
  const { sum } = await total(sizes);
  return { sum, largest: Math.max(0, ...sizes), inOrder: sizes.every((size, at) => at === 0 || size > (sizes[at - 1] ?? 0)) };
});
