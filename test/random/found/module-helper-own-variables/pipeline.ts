import { pipeline } from "zenc";
import { double } from "../steps.js";

const v2 = async (v1: number): Promise<number> => {
  const v3: number = await double(v1);
  const v4: number = v3 + 1;
  if (v4 % 2 === 0) return await double(v4);
  return v4;
};
export const main = pipeline("main", async ({ n }: { n: number }) => {
  const v5: number = await v2(n);
  return { r0: v5 };
});
