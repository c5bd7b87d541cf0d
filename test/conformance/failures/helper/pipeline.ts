// A helper with steps inside fails, and another one catches inside itself.
import { pipeline, step } from "zenc";

export const risky = step((value: number): number => {
  if (value > 5) throw new Error(`${value} is too much`);
  return value + 1;
});
export const join = step((...values: number[]): string => values.join(" "));
export const mend = step((message: string): string => `mended: ${message}`);

const twice = async (value: number): Promise<number> => await risky(await risky(value));

async function orZero(value: number): Promise<number> {
  try {
    return await risky(value);
  } catch {
    return 0;
  }
}

export const failHelper = pipeline("fail-helper", async ({ value }: { value: number }) => {
  const safe = await orZero(value);
  try {
    return await join(safe, await twice(value));
  } catch (error) {
    return await mend((error as Error).message);
  }
});
