import { pipeline } from "zenc";
import { add, double, point, type Point } from "../steps.js";

export const main = pipeline("main", async ({ n, m = 2, flag = false, mode = "bc", xs, table = [[1, 2], [3]] }: { n: number; m?: number; flag?: boolean; mode?: "a" | "bc" | "def"; xs: number[]; table?: number[][] }) => {
  const v1: number = await double(n);
  let v2: number = 3;
  try {
    const v23: Point[] = await Promise.all([[1], [2, 3]].map(async (v9, v10): Promise<Point> => {
      const v12: number = await 1;
      const v22: number[] = await Promise.all([{ x: 1, y: 2 } as Point].slice(0, 3).map(async (v18, v19): Promise<number> => {
        const v21: number = await 1;
        throw new Error(`thrown ${1}`);
        return 1;
      }));
      return (await point((await add(1, 1)), 1));
    }));
  } catch (v36) {
  }
  return { r0: v1, r1: v2, n };
});
