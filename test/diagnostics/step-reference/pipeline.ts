import { pipeline, step } from "zenc";

export const score = step(async (value: number): Promise<number> => value);

export const main = pipeline(async ({ limit }: { limit: number }) => {
  const chosen = { run: score };
  return { name: chosen.run.name, value: await score(limit) };
});
