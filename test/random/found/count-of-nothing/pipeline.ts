import { pipeline } from "zenc";
import { double, rows, stubborn, tell } from "../steps.js";

export const main = pipeline("main", async ({ n }: { n: number }) => {
  const v1: number = await double(n);
  try {
    const _v2: number[] = await stubborn(n);
  } finally {
  }
  await Promise.all(
    (await rows(1)).map(async (_item, v3): Promise<void> => {
      await tell("e4@m5", [v3], "a");
    }),
  );
  return { r0: v1 };
});
