import { pipeline, step } from "zenc";

export const score = step(async (value: number): Promise<number> => value);

export const main = pipeline(async ({ limit }: { limit: number }) => {
  let value = limit;
  for (;;) {
    value = await score(value);
  }
});
