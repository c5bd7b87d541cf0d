// A step that is told the result when the pipeline has succeeded, another that is told the failure when it has not.
import { appendFileSync } from "node:fs";
import { pipeline, step } from "zenc";

interface Result {
  folder: string;
  value: number;
}
export const work = step((folder: string, value: number): Result => {
  if (value > 5) throw new RangeError(`${value} is too much`);
  return { folder, value: value * 2 };
});
export const tell = step({ effect: true }, (result: Result): string => {
  appendFileSync(`${result.folder}/told`, "succeeded");
  return `told ${result.value}`;
});
export const warn = step(
  { effect: true },
  (error: { name: string; message: string }): string => `${error.name}: ${error.message}`,
);

export const hooks = pipeline(
  { name: "hooks", onSuccess: tell, onFailure: warn },
  async ({ folder, value, limit = 100 }: { folder: string; value: number; limit?: number }) => {
    const worked = await work(folder, value);
    if (worked.value > limit) throw new Error(`over ${limit}`);
    return { ...worked, value: worked.value + 1, folder };
  },
);
