import { pipeline, step } from "zenc";

export const items = step(async (): Promise<number[]> => [1, 2, 3]);
export const score = step(async (value: number): Promise<number> => value);

export const main = pipeline(async () => {
  const groups = await Promise.all((await items()).map(score));
  return await Promise.all(
    groups.map(async (group) => {
      const inner = await items();
      return await Promise.all(inner.map((item) => score(item + group)));
    }),
  );
});
