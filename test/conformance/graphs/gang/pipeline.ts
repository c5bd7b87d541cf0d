// A gang: members that know their own index and how many they are, also where the number is known only at run time.
import { pipeline, step } from "zenc";

export const size = step((wanted: number): number => wanted);
export const member = step((index: number, count: number): string => `${index + 1}/${count}`);
export const gather = step((members: string[]): string => members.join(" "));

export const graphGang = pipeline("graph-gang", async ({ wanted = 2 }: { wanted?: number }) => {
  const four = await Promise.all(Array.from({ length: 4 }, async (_, index) => await member(index, 4)));
  const count = await size(wanted);
  const some = await Promise.all(Array.from({ length: count }, async (_, index) => await member(index, count)));
  return { four: await gather(four), some: await gather(some) };
});
