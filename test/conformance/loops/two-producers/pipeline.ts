// Conditions that compare the outputs of two steps.
import { pipeline, step } from "zenc";

export const makeA = step((x: number): { x: number } => ({ x }));
export const makeB = step((y: number): { y: number } => ({ y }));
export const more = step((x: number, y: number): string => `${x} > ${y}`);
export const less = step((x: number, y: number): string => `${x} ≤ ${y}`);
export const both = step((text: string): string => `${text}, both positive`);

export const loopTwoProducers = pipeline("loop-two-producers", async ({ x, y }: { x: number; y: number }) => {
  const [a, b] = await Promise.all([makeA(x), makeB(y)]);
  const text = a.x > b.y ? await more(a.x, b.y) : await less(a.x, b.y);
  if (a.x > 0 && b.y > 0) return await both(text);
  return text;
});
