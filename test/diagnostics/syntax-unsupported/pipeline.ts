import { pipeline, step } from "zenc";

export const score = step(async (value: number): Promise<number> => value);

export const main = pipeline(async ({ limit }: { limit: number }) => {
  var value = limit;
  outer: for (const step of [1, 2]) {
    value += await score(step);
    if (value > 3) break outer;
  }
  const text = String.raw`a${value}`;
  return text;
});
