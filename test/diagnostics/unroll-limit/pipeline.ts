import { pipeline, step } from "zenc";

export const score = step(async (value: number): Promise<number> => value);

export const main = pipeline(async ({ limit }: { limit: number }) => {
  let value = limit;
  for (let round = 0; round < 1000; round++) {
    value = await score(value);
  }
  return value;
});
