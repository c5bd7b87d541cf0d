// break, continue and return in a loop over a step's output.
import { pipeline, step } from "zenc";

export const list = step((values: number[]): number[] => values);
export const test = step((value: number): { fine: boolean; value: number } => ({ fine: value > 0, value }));
export const found = step((value: number, tried: number): string => `found ${value} after ${tried}`);
export const none = step((tried: number): string => `none of ${tried}`);

export const forOfLeave = pipeline("for-of-leave", async ({ values }: { values: number[] }) => {
  let tried = 0;
  for (const value of await list(values)) {
    if (value === 0) continue;
    if (value < -100) break;
    tried += 1;
    const tested = await test(value);
    if (tested.fine) return await found(tested.value, tried);
  }
  return await none(tried);
});
