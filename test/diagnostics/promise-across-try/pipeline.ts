import { pipeline, step } from "zenc";

export const score = step(async (value: number): Promise<number> => value);

export const main = pipeline(async ({ limit }: { limit: number }) => {
  const value = score(limit);
  try {
    return await value;
  } catch {
    return 0;
  }
});
