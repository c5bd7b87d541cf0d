// if / else if / else over a run-time number, with further branches inside, and one join.
import { pipeline, step } from "zenc";

export const flip = step((value: number): number => value);
export const negative = step((value: number): string => `negative ${value}`);
export const small = step((value: number): string => `small ${value}`);
export const even = step((value: number): string => `even ${value}`);
export const odd = step((value: number): string => `odd ${value}`);
export const checked = step((value: number): boolean => value > 1000);
export const huge = step((value: number): string => `huge ${value}`);
export const report = step((text: string, value: number): string => `${text} of ${value}`);

export const loopElseIf = pipeline("loop-else-if", async ({ value }: { value: number }) => {
  const flipped = await flip(value);
  let text = "large";
  if (flipped < 0) {
    text = await negative(flipped);
  } else if (flipped < 10) {
    text = await small(flipped);
    if (flipped % 2 === 0) text = await even(flipped);
    else text = `${text}, ${await odd(flipped)}`;
  } else if (await checked(flipped)) {
    text = await huge(flipped);
  }
  return await report(text, flipped);
});
