// Array.from with a length that a step gives, another with a parameter's; and entries, with the index in use.
import { pipeline, step } from "zenc";

export const count = step((wanted: number): number => wanted);
export const shard = step((index: number, of: number): string => `${index}/${of}`);
export const label = step((index: number, text: string): string => `${index}:${text}`);

export const arrayFrom = pipeline("array-from", async ({ wanted, copies = 2 }: { wanted: number; copies?: number }) => {
  const length = await count(wanted);
  const shards = await Promise.all(Array.from({ length }, async (_, index) => await shard(index, length)));
  const others = await Promise.all(Array.from({ length: copies }, (_, index) => shard(index, copies)));
  const labels = await Promise.all(shards.map((text, index) => label(index, text)));
  return [...labels, ...others];
});
