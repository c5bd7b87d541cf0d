import { pipeline, step } from "zenc";

export const items = step(async (): Promise<number[]> => [1, 2, 3]);
export const score = step(async (value: number): Promise<number> => value);

export const main = pipeline(async ({ limit }: { limit: number }) => {
  const values = await items();
  values.push(limit);
  const sorted = values.sort();
  return await score(sorted[0] ?? 0);
});
