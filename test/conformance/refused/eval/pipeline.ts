// A formula from the parameters, evaluated.
import { pipeline, step } from "zenc";

export const use = step((value: number): number => value);

export const evaluated = pipeline("evaluated", async ({ formula }: { formula: string }) => {
  const value = Number(eval(formula)); // refused: call-impure
  return await use(value);
});
