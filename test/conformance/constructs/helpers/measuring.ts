// Steps, and helpers that call them, in a module of their own.
import { step } from "zenc";

export const measure = step((value: number): string => `<${value}>`);

/** Measures each value, and the factor once. */
export async function describeAll(values: readonly number[], factor: number): Promise<string> {
  const [own, measured] = await Promise.all([
    measure(factor),
    Promise.all(values.map(async (value) => (value % 2 === 0 ? `even ${await measure(value)}` : `odd ${value}`))),
  ]);
  return `${own}: ${measured.join(", ")}`;
}
