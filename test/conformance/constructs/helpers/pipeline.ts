// Helpers with steps inside: a function of the pipeline's own, one of the module, and one of another module.
import { pipeline, step } from "zenc";
import { describeAll, measure } from "./measuring.js";

export const load = step((count: number): number[] => Array.from({ length: count }, (_, at) => at + 1));
export const add = step((a: number, b: number): number => a + b);
export const join = step((...parts: (string | number)[]): string => parts.join(" "));

async function sumOf(values: readonly [number, number, number]): Promise<number> {
  const two = await add(values[0], values[1]);
  return await add(two, values[2]);
}

export const helpers = pipeline("helpers", async ({ count, factor = 10 }: { count: number; factor?: number }) => {
  const values = await load(count);
  const scaled = async (value: number, by = factor): Promise<number> => {
    if (value > 2) return await add(value * by, 1);
    return value * by;
  };
  const first = await scaled(values[0] ?? 0);
  const second = await scaled(values[2] ?? 0, 2);
  const total = await sumOf([first, second, count]);
  const described = await describeAll(values, factor);
  return await join(total, described, await measure(total));
});
