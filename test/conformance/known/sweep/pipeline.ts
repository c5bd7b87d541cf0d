// A trainer for each item, of the item and of what is outside: only those items run whose results are not known.
import { pipeline, step, trainer } from "zenc";

export const prepare = step((rows: number): number[] => Array.from({ length: rows }, (_, row) => row + 1));
export const train = trainer({ cpu: 4 }, (rows: number[], rate: number): number =>
  rows.reduce((sum, row) => sum + row * rate, 0),
);
export const judge = step((score: number): number => score % 7);
export const best = step((scores: number[]): number => scores.reduce((most, score) => Math.max(most, score), 0));

export const knownSweep = pipeline("known-sweep", async ({ rates }: { rates: number[] }) => {
  const rows = await prepare(4);
  const scores = await Promise.all(rates.map(async (rate) => judge(await train(rows, rate))));
  return best(scores);
});
