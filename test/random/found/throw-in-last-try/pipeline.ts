import { pipeline } from "zenc";
import { double, maybe, note, type Point, points, stubborn } from "../steps.js";

export const main = pipeline("main", async ({ n }: { n: number }) => {
  const _v1: number = await double(n);
  const _v2: Point[] = await points((([{ x: 1, y: 2 }] as Point[])[1] as Point).x);
  await note("e3@", [], 1);
  try {
    const _v3: number[] = await stubborn(1);
  } catch (v4) {
    await note("e4@", [], 2);
    throw v4;
  }
  return { r0: await maybe(1), n };
});
