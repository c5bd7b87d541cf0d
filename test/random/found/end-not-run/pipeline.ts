import { pipeline } from "zenc";
import { double, type Point, risky, stubborn, tell } from "../steps.js";

export const main = pipeline("main", async ({ n }: { n: number }) => {
  const _v1: number = await double(n);
  const _v2: number = await risky(1);
  await tell("e3@", [], "a");
  const [v4 = 4, v5 = ({ x: 1, y: 2 } as Point).tag?.length ?? 0, ...v6]: number[] = await stubborn(1);
  return { r0: v4, r1: v5, r2: v6, n };
});
