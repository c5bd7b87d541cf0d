import { pipeline, step } from "zenc";

export const items = step(async (): Promise<number[]> => [1, 2, 3]);
export const score = step(async (value: number): Promise<number> => value);

export const main = pipeline(async () => {
  const values = await items();
  values.forEach(async (value) => {
    await score(value);
  });
  return values;
});
