// Trainers in branches: a result that is known but not wanted, and one that is wanted and known.
import { pipeline, step, trainer } from "zenc";

export const measure = step((value: number): { good: boolean; value: number } => ({ good: value > 5, value: value % 5 }));
export const train = trainer({ cpu: 4 }, (value: number): { model: number; fine: boolean } => ({
  model: value * 3,
  fine: value > 1,
}));
export const polish = trainer({ cpu: 4 }, (model: number): number => model + 0.5);
export const keep = step((value: number): number => value);

export const knownBranch = pipeline("known-branch", async ({ value }: { value: number }) => {
  const measured = await measure(value);
  if (!measured.good) return keep(measured.value);
  const trained = await train(measured.value);
  return trained.fine ? polish(trained.model) : trained.model;
});
