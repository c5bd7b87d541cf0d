// What fails stands in a branch inside the try, and a try stands in a branch.
import { pipeline, step } from "zenc";

export const choose = step((value: number): { left: boolean; deep: boolean } => ({ left: value % 2 === 1, deep: value > 10 }));
export const left = step((value: number): string => {
  if (value > 2) throw new Error(`left fails with ${value}`);
  return `left ${value}`;
});
export const right = step((value: number): string => {
  if (value > 12) throw new Error(`right fails with ${value}`);
  return `right ${value}`;
});
export const mend = step((message: string): string => `mended: ${message}`);
export const mendDeep = step((message: string): string => `mended deep: ${message}`);
export const after = step((text: string): string => `${text}, after`);

export const failInBranch = pipeline("fail-in-branch", async ({ value }: { value: number }) => {
  let text = "nothing";
  try {
    const chosen = await choose(value);
    if (chosen.left) {
      text = await left(value);
    } else if (chosen.deep) {
      try {
        text = await right(value);
      } catch (error) {
        text = await mendDeep((error as Error).message);
      }
    }
  } catch (error) {
    text = await mend((error as Error).message);
  }
  return await after(text);
});
