import { pipeline, step } from "zenc";

export const score = step(async (value: number): Promise<number> => value);

export const main = pipeline(async ({ limit }: { limit: number }) => {
  const operations = [(value: number) => value + 1, (value: number) => value * 2];
  return await score(operations.length + limit);
});
