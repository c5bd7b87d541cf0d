import { pipeline, step } from "zenc";

export const score = step(async (value: number): Promise<number> => value);

export const main = pipeline(async ({ limit }: { limit: number }) => {
  try {
    return { value: await score(limit) };
  } catch (error) {
    return { failed: error as Error };
  }
});
