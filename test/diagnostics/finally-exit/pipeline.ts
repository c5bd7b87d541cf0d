import { pipeline, step } from "zenc";

export const score = step(async (value: number): Promise<number> => value);

export const main = pipeline(async ({ limit }: { limit: number }) => {
  try {
    return await score(limit);
  } finally {
    if (limit > 3) return 0;
  }
});
