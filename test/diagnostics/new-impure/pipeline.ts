import { pipeline, step } from "zenc";

export const score = step(async (value: number): Promise<number> => value);

export const main = pipeline(async ({ limit }: { limit: number }) => {
  const today = new Date();
  const wait = new AbortController();
  return await score(today.getTime() + limit + Number(wait.signal.aborted));
});
