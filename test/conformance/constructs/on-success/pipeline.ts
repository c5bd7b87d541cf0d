// A step that is told the result when the pipeline has succeeded, another that is told the failure when it has not.
import { pipeline, step } from "zenc";

export const work = step((value: number): { value: number } => {
  if (value > 5) throw new RangeError(`${value} is too much`);
  return { value: value * 2 };
});
export const tell = step(
  { effect: true },
  (result: { value: number; limit: number }): string => `told ${result.value} of ${result.limit}`,
);
export const warn = step(
  { effect: true },
  (error: { name: string; message: string }): string => `${error.name}: ${error.message}`,
);

export const hooks = pipeline(
  { name: "hooks", onSuccess: tell, onFailure: warn },
  async ({ value, limit = 100 }: { value: number; limit?: number }) => {
    const worked = await work(value);
    if (worked.value > limit) throw new Error(`over ${limit}`);
    return { value: worked.value + 1, limit };
  },
);
