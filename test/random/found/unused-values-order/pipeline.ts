import { pipeline } from "zenc";
import { double, note, type Point } from "../steps.js";

const v2 = async (v1: number[]): Promise<number> => {
  const v9: Point[] = await Promise.all([[1], [2, 3]].slice(0, 3).map(async (v5, v6): Promise<Point> => {
    const v8: number = await 1;
    return ({ ...({ x: 1, y: 2 } as Point), x: [{ x: 1, y: 2 } as Point][1]!.x } as Point);
  }));
  return 1;
};
export const main = pipeline("main", async ({ n, m = 2, flag = false, mode = "bc", xs, table = [[1, 2], [3]] }: { n: number; m?: number; flag?: boolean; mode?: "a" | "bc" | "def"; xs: number[]; table?: number[][] }) => {
  const v10: number = await double(n);
  let v11: number = 9;
  let v18: number = (await v2([1, 2]));
  await note("e39@", [], 1);
  return { r0: v11, r1: v18, n };
});
