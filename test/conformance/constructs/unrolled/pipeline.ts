// Loops over known lists: unrolled, with break and continue on known and on unknown conditions, and a filled object.
import { pipeline, step } from "zenc";

const rates = [0.5, 1, 2] as const;
export const tryRate = step((rate: number, start: number): number => rate * 8 + start);
export const good = step((score: number): boolean => score > 12);
export const report = step((scores: Record<string, number>): string => JSON.stringify(scores));

export const unrolled = pipeline("unrolled", async ({ start = 0, skip = 0 }: { start?: number; skip?: number }) => {
  const scores: Record<string, number> = {};
  let best = -1;
  for (const [at, rate] of rates.entries()) {
    if (rate === skip) continue;
    const score = await tryRate(rate, start);
    scores[`rate${at}`] = score;
    best = Math.max(best, score);
    if (await good(score)) break;
  }
  return { best, report: await report(scores) };
});
