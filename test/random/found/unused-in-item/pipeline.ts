import { pipeline } from "zenc";
import { double, note, isBig } from "../steps.js";

export const main = pipeline("main", async ({ n, m = 2, flag = false, mode = "bc", xs, table = [[1, 2], [3]] }: { n: number; m?: number; flag?: boolean; mode?: "a" | "bc" | "def"; xs: number[]; table?: number[][] }) => {
  const v = await double(n);
  const us = await Promise.all(xs.map(async (x) => { const k = await double(x); if (k > 2) { const unused = table[k]![0]!.toFixed(2); } return k; }));
  await note("e1@", [], 1);
  return v;
});
