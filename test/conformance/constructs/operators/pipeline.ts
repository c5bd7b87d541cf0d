// Steps inside ?:, &&, || and ??, in conditions, in arguments and in one another.
import { pipeline, step } from "zenc";

export const maybe = step((value: number): number | null => (value > 2 ? value : null));
export const check = step((value: number): boolean => value % 2 === 0);
export const make = step((value: number): number => value * 10);
export const join = step((...parts: unknown[]): string => parts.join(" "));

export const operators = pipeline("operators", async ({ value }: { value: number }) => {
  const some = (await maybe(value)) ?? (await make(value));
  const both = value > 0 && (await check(value)) && (await check(value / 2));
  const either = (await check(value)) || (await check(value + 1));
  const chosen = (await check(value)) ? await make(value > 3 ? await make(1) : 2) : (await maybe(value)) === null;
  if ((await check(some)) && !both) return await join("only one", some, either, chosen);
  return await join(some, both, either, chosen);
});
