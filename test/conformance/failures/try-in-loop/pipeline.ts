// A try in each round of a loop: a failed round is passed over, the loop goes on, and its variables keep their values.
import { pipeline, step } from "zenc";

export const risky = step((round: number): number => {
  if (round % 2 === 1) throw new Error(`round ${round}`);
  return round * 100;
});
export const goOn = step((round: number, limit: number): { next: number; more: boolean } => ({
  next: round + 1,
  more: round + 1 < limit,
}));
export const report = step((sum: number, failed: string[]): string => `${sum}; failed: ${failed.join(", ")}`);

export const failTryInLoop = pipeline("fail-try-in-loop", async ({ limit = 5 }: { limit?: number }) => {
  let sum = 0;
  const failed: string[] = [];
  let round = 0;
  for (;;) {
    try {
      sum += await risky(round);
    } catch (error) {
      failed.push((error as Error).message);
    }
    const { next, more } = await goOn(round, limit);
    round = next;
    if (!more) break;
  }
  return await report(sum, failed);
});
