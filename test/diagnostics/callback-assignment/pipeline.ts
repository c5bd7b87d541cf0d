import { pipeline, step } from "zenc";

export const items = step(async (): Promise<number[]> => [1, 2, 3]);
export const score = step(async (value: number): Promise<number> => value);

export const main = pipeline(async () => {
  let total = 0;
  await Promise.all(
    (await items()).map(async (item) => {
      total += await score(item);
    }),
  );
  return total;
});
