// Parallel branches in one case of a switch, a single step in the other.
import { pipeline, step } from "zenc";

export const start = step((value: number): { many: boolean; value: number } => ({ many: value > 5, value }));
export const one = step((value: number): number => value + 1);
export const two = step((value: number): number => value + 2);
export const join = step((a: number, b: number): number => a * b);
export const alone = step((value: number): number => -value);
export const end = step((value: number): string => `= ${value}`);

export const graphBranchesInSwitch = pipeline("graph-branches-in-switch", async ({ value }: { value: number }) => {
  const begun = await start(value);
  let result: number;
  switch (begun.many) {
    case true: {
      const [a, b] = await Promise.all([one(begun.value), two(begun.value)]);
      result = await join(a, b);
      break;
    }
    case false:
      result = await alone(begun.value);
      break;
  }
  return await end(result);
});
