// A fan-out over what a fan-out has made; the second is wider than the first.
import { pipeline, step } from "zenc";

export const list = step((count: number): number[] => Array.from({ length: count }, (_, at) => at + 1));
export const double = step((value: number): number => value * 2);
export const describe = step((value: number): string => `#${value}`);

export const loopOfFanOut = pipeline("loop-of-fan-out", async ({ count }: { count: number }) => {
  const doubled = await Promise.all((await list(count)).map((value) => double(value)));
  const wider = doubled.flatMap((value) => [value, -value]);
  return await Promise.all(wider.map((value) => describe(value)));
});
