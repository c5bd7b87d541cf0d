// Failures as values.
import { pipeline, step } from "zenc";

export const train = step((rate: number): number => rate);

export const allSettled = pipeline("all-settled", async () => {
  const results = await Promise.allSettled([train(0.1), train(0.01)]); // refused: promise-combinator
  return results.length;
});
