import { pipeline, step } from "zenc";

export const score = step(async (value: number): Promise<number> => value);

const settle = async (value: number): Promise<number> => {
  const next = await score(value);
  return next > 3 ? await settle(next - 1) : next;
};

export const main = pipeline(async ({ limit }: { limit: number }) => await settle(limit));
