// for…of with push over a step's output: a fan-out in all but name, also with a continue and two lists.
import { pipeline, step } from "zenc";

export const list = step((count: number): number[] => Array.from({ length: count }, (_, at) => at));
export const double = step((value: number): number => value * 2);
export const odd = step((value: number): string => `odd ${value}`);
export const join = step((values: number[], odds: string[]): string => `${values.join(",")};${odds.join(",")}`);

export const forOfPush = pipeline("for-of-push", async ({ count }: { count: number }) => {
  const values: number[] = [];
  const odds: string[] = [];
  for (const item of await list(count)) {
    values.push(await double(item));
    if (item % 2 === 0) continue;
    odds.push(await odd(item));
  }
  return await join(values, odds);
});
