// Math.random handed on, not called.
import { pipeline, step } from "zenc";

export const noise = step((values: number[]): number => values.length);

export const randomByReference = pipeline("random-by-reference", async ({ count = 3 }: { count?: number }) => {
  return await noise(Array.from({ length: count }, Math.random)); // refused: call-impure
});
