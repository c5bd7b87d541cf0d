// An assignment inside a condition.
import { pipeline, step } from "zenc";

export const next = step((value: number): number | null => (value > 3 ? null : value + 1));

export const assignmentInside = pipeline("assignment-inside", async () => {
  let value: number | null = 0;
  let rounds = 0;
  while ((value = await next(value)) !== null) rounds += 1; // refused: assignment-in-expression
  return rounds;
});
