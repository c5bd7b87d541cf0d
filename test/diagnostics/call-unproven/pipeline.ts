import { pipeline, step } from "zenc";
import { hash } from "./hash.js";

export const score = step(async (value: number): Promise<number> => value);

export const main = pipeline(async ({ limit }: { limit: number }) => {
  return await score(Number(hash(String(limit)).length));
});
