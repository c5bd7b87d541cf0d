// Trainers that decide about what follows: a condition and a fan-out of what a trainer returned, which may not be started.
import { pipeline, step, trainer } from "zenc";

export const load = step((rows: number): number => rows);
export const train = trainer({ cpu: 4 }, (rows: number): { good: boolean; rates: number[] } => ({
  good: rows > 2,
  rates: Array.from({ length: rows }, (_, at) => at),
}));
export const tune = trainer({ cpu: 4 }, (rows: number, rate: number): number => rows * 100 + rate);
export const publish = step((models: number[]): number => models.length);
export const excuse = step((rows: number): number => -rows);

export const knownDecides = pipeline("known-decides", async ({ rows }: { rows: number }) => {
  const loaded = await load(rows);
  const trained = await train(loaded);
  const tuned = await Promise.all(trained.rates.map((rate) => tune(loaded, rate)));
  return trained.good ? publish(tuned) : excuse(loaded);
});
