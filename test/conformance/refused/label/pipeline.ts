// A labelled loop.
import { pipeline, step } from "zenc";

export const check = step((value: number): boolean => value > 3);

export const labelled = pipeline("labelled", async () => {
  outer: for (const a of [1, 2]) { // refused: syntax-unsupported
    for (const b of [1, 2]) {
      if (await check(a * b)) break outer;
    }
  }
});
