// A trainer between two steps, behind another trainer: what is known is not started again.
import { pipeline, step, trainer } from "zenc";

export const load = step((rows: number): number[] => Array.from({ length: rows }, (_, row) => row));
export const train = trainer({ cpu: 4 }, (rows: number[], rate: number): { weight: number } => ({
  weight: rows.reduce((sum, row) => sum + row * rate, 0),
}));
export const refine = trainer(
  { cpu: 8 },
  async (model: { weight: number }): Promise<{ weight: number }> => ({
    weight: model.weight + 1,
  }),
);
export const report = step((model: { weight: number }): string => `weight ${model.weight}`);

export const knownTrainer = pipeline("known-trainer", async ({ rows = 3, rate = 2 }: { rows?: number; rate?: number }) => {
  const model = await train(await load(rows), rate);
  return report(await refine(model));
});
