import { pipeline } from "zenc";
import { double, stamp, tell, total } from "../steps.js";

export const main = pipeline("main", async ({ n, xs }: { n: number; xs: number[] }) => {
  const v1: number = await double(n);
  switch (Math.abs((await total(xs)) % 4)) {
    // biome-ignore lint/suspicious/noFallthroughSwitchClause: it is what is tested
    case 0: {
      await stamp("e11@", [], v1);
    }
    case 1: {
      const v14: boolean = n % 2 === 0;
      if (v14) break;
      break;
    }
    default: {
      await tell("e15@", [], "a");
    }
  }
  const v17: number = await stamp("e16@", [], v1);
  return { r0: v17 };
});
