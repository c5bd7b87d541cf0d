// Variables that are reassigned in branches, one after another: each use has the choice between what they were.
import { pipeline, step } from "zenc";

export const measure = step((value: number): { even: boolean; big: boolean; huge: boolean } => ({
  even: value % 2 === 0,
  big: value > 10,
  huge: value > 100,
}));
export const even = step((text: string): string => `${text} even`);
export const big = step((text: string): string => `${text} big`);
export const huge = step((text: string): string => `${text} huge`);
export const close = step((text: string, count: number): string => `${text} (${count})`);

export const letInBranches = pipeline("let-in-branches", async ({ value }: { value: number }) => {
  const measured = await measure(value);
  let text = `${value}`;
  let count = 0;
  if (measured.even) {
    text = await even(text);
    count += 1;
  }
  if (measured.big) {
    text = await big(text);
    count += 1;
    if (measured.huge) {
      text = await huge(text);
      count *= 10;
    }
  }
  if (count > 1) text = `several: ${text}`;
  return await close(text, count);
});
