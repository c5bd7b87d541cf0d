// Trainers in a fan-out in a fan-out: started item by item where the engine nests, else by a block.
import { pipeline, step, trainer } from "zenc";

export const groups = step((count: number): number[] => Array.from({ length: count }, (_, at) => at + 1));
export const members = step((group: number): number[] => Array.from({ length: group }, (_, at) => group * 10 + at));
export const train = trainer({ cpu: 4 }, (member: number): number => member * 2);
export const merge = trainer({ cpu: 4 }, (models: number[]): number => models.reduce((sum, model) => sum + model, 0));

export const knownNested = pipeline("known-nested", async ({ count }: { count: number }) => {
  const found = await groups(count);
  const merged = await Promise.all(
    found.map(async (group) => {
      const models = await Promise.all((await members(group)).map((member) => train(member)));
      return merge(models);
    }),
  );
  return merge(merged);
});
