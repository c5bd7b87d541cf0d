// The handler sees each variable as it was at the failing point, also what was reassigned in branches before it.
import { pipeline, step } from "zenc";

export const go = step((stage: number, failing: number): number => {
  if (stage === failing) throw new Error(`stage ${stage}`);
  return stage * 10;
});
export const report = step(
  (text: string, stage: string, sum: number, seen: number[]): string => `${text}: ${stage} ${sum} [${seen}]`,
);

export const failSnapshots = pipeline("fail-snapshots", async ({ failing, big = false }: { failing: number; big?: boolean }) => {
  let stage = "begin";
  let sum = 0;
  let seen: number[] = [];
  try {
    sum = await go(1, failing);
    stage = "first";
    if (big) {
      sum += await go(2, failing);
      stage = "second";
      seen = [...seen, sum];
    }
    seen = [...seen, 3];
    const third = await go(3, failing);
    sum += third;
    stage = "third";
    sum += await go(4, failing);
    return await report("done", stage, sum, seen);
  } catch (error) {
    return await report((error as Error).message, stage, sum, seen);
  }
});
