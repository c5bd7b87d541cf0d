// A trainer behind a fan-out in a fan-out in which something may fail that it does not need: where that is a block, a gate decides for it.
import { pipeline, step, trainer } from "zenc";

export const groups = step((count: number): number[] => Array.from({ length: count }, (_, at) => at + 1));
export const members = step((group: number): number[] => Array.from({ length: group }, (_, at) => group * 10 + at));
export const measure = step((member: number): number => member * 2);
export const verify = step((member: number, limit: number): boolean => {
  if (member > limit) throw new Error(`${member} is more than ${limit}`);
  return true;
});
export const merge = trainer({ cpu: 4 }, (models: number[]): number => models.reduce((sum, model) => sum + model, 0));

export const knownBeside = pipeline("known-beside", async ({ count, limit }: { count: number; limit: number }) => {
  const found = await groups(count);
  return Promise.all(
    found.map(async (group) => {
      const measured = await Promise.all(
        (await members(group)).map(async (member) => {
          const value = await measure(member);
          await verify(member, limit);
          return value;
        }),
      );
      return merge(measured);
    }),
  );
});
