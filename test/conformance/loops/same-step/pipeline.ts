// The same step many times: in a row, in branches, in a fan-out, with the same arguments.
import { pipeline, step } from "zenc";

export const double = step((value: number): number => value * 2);

export const loopSameStep = pipeline("loop-same-step", async ({ value = 1 }: { value?: number }) => {
  const one = await double(value);
  const again = await double(value);
  let two = await double(one);
  if (two > 100) two = await double(-two);
  else two = await double(two + 1);
  const three = await Promise.all([one, again, two].map((item) => double(item)));
  let four = 0;
  for (const item of [1, 2, 3]) four = await double(four + item);
  return { one, again, two, three, four };
});
