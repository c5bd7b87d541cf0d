// A text thrown, not an Error.
import { pipeline, step } from "zenc";

export const check = step((value: number): boolean => value > 3);

export const throwText = pipeline("throw-text", async ({ value }: { value: number }) => {
  if (await check(value)) throw "too much"; // refused: throw-not-error
  return value;
});
