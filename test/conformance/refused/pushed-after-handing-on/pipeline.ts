// A list that is changed after it was handed on.
import { pipeline, step } from "zenc";

export const score = step((values: number[]): number => values.length);

export const pushedAfter = pipeline("pushed-after", async ({ value }: { value: number }) => {
  const values: number[] = [value];
  const all = { values };
  values.push(2); // refused: mutation-aliased
  return await score(all.values);
});
