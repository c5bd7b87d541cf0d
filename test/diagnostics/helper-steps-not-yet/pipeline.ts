import { pipeline, step } from "zenc";

export const score = step(async (value: number): Promise<number> => value);

const twice = async (value: number) => await score(await score(value));

export const main = pipeline(async ({ limit }: { limit: number }) => {
  return await twice(limit);
});
