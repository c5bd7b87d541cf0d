// A fan-out in each round of a loop, over what the round before has made.
import { pipeline, step } from "zenc";

export const start = step((values: number[]): number[] => values);
export const grow = step((value: number, round: number): number => value + round);
export const pick = step((values: number[]): { kept: number[]; more: boolean } => ({
  kept: values.filter((value) => value % 2 === 0),
  more: values.length > 1,
}));
export const end = step((values: number[], rounds: number): string => `${values} in ${rounds}`);

export const fanOutInLoop = pipeline("fan-out-in-loop", async ({ values }: { values: number[] }) => {
  let current = await start(values);
  let round = 0;
  let more = true;
  while (more) {
    round += 1;
    const grown = await Promise.all(current.map((value) => grow(value, round)));
    const picked = await pick(grown);
    current = picked.kept;
    more = picked.more;
  }
  return await end(current, round);
});
