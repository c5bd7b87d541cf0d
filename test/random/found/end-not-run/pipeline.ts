import { pipeline } from "zenc";
import { double, risky, stubborn, tell } from "../steps.js";

export const main = pipeline("main", async ({ n }: { n: number }) => {
  const v1: number = await double(n);
  const v2: number = await risky(1);
  await tell("e3@", [], `${v2}`);
  const [v4 = 4, v5 = n % 2, ...v6]: number[] = await stubborn(1);
  return { r0: v1, r1: v4, r2: v5, r3: v6 };
});
