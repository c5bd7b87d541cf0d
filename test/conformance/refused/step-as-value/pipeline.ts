// A step kept in an object, to be chosen later.
import { pipeline, step } from "zenc";

export const fast = step((value: number): number => value);
export const careful = step((value: number): number => -value);

export const stepAsValue = pipeline("step-as-value", async ({ mode }: { mode: "fast" | "careful" }) => {
  const ways = { fast, careful }; // refused: step-reference step-reference
  return await ways[mode](1); // refused: call-unproven
});
