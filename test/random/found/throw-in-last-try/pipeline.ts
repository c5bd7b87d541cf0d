import { pipeline } from "zenc";
import { double, points, maybe, stubborn, note, type Point } from "../steps.js";

const v3 = async (v1: number[], v2: number): Promise<number> => {
  const v4: number = await 1;
  try {
    const v10: number[] = await stubborn(1);
  } catch (v11) {
    throw v11;
  }
  return 1;
};
export const main = pipeline("main", async ({ n, m = 2, flag = false, mode = "bc", xs, table = [[1, 2], [3]] }: { n: number; m?: number; flag?: boolean; mode?: "a" | "bc" | "def"; xs: number[]; table?: number[][] }) => {
  const v21: number = await double(n);
  let v22: number = -1;
  const v31: Point[] = (await points([{ x: 1, y: 2 } as Point][1]!.x));
  await note("e32@", [], 1);
  v22 += ((await maybe((await v3([1, 2], 1)))) || 1);
  return { r0: v21, r1: v22, n };
});
