import { pipeline, step } from "zenc";

export const score = step(async (value: number): Promise<number> => value);

export const main = pipeline(async ({ limit }: { limit: number }) => {
  let value = limit;
  while (value < 10) {
    value = await score(value);
  }
  return value;
});
