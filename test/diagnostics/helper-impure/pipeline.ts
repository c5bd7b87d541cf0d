import { pipeline, step } from "zenc";
import { stamp } from "./stamp.js";

export const score = step(async (value: number): Promise<number> => value);

export const main = pipeline(async ({ limit }: { limit: number }) => {
  return await score(stamp(limit));
});
