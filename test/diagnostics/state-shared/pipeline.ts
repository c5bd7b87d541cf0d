import { pipeline, step } from "zenc";

export const score = step(async (value: number): Promise<number> => value);

let calls = 0;
const cache = new Map<number, number>();

export function remember(key: number, value: number): void {
  calls += 1;
  cache.set(key, value);
}

export const main = pipeline(async ({ limit }: { limit: number }) => {
  return await score(limit + calls + (cache.get(limit) ?? 0));
});
