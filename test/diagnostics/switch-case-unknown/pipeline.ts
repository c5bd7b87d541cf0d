import { pipeline, step } from "zenc";

export const score = step(async (value: number): Promise<number> => value);

export const main = pipeline(async ({ limit }: { limit: number }) => {
  switch (await score(limit)) {
    case limit:
      return "same";
    default:
      return "other";
  }
});
