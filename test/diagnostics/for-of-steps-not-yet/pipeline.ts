import { pipeline, step } from "zenc";

export const items = step(async (): Promise<number[]> => [1, 2, 3]);
export const score = step(async (value: number): Promise<number> => value);

export const main = pipeline(async () => {
  const results: number[] = [];
  for (const item of await items()) {
    results.push(await score(item));
  }
  return results;
});
