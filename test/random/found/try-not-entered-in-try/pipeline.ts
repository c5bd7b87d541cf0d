import { pipeline } from "zenc";
import { double, note, risky } from "../steps.js";

export const main = pipeline("main", async ({ n }: { n: number; xs: number[] }) => {
  const v20: number = await double(n);
  try {
    try {
      const _v29: number = await risky(1);
    } finally {
    }
    try {
      await note("e44@", [], 1);
    } finally {
    }
  } catch {}
  return { r0: v20 };
});
