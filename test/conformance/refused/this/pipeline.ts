// `this` in the pipeline's function.
import { pipeline, step } from "zenc";

export const use = step((value: number): number => value);

export const withThis = pipeline("with-this", async function (this: { factor: number }, { value }: { value: number }) { // refused: parameters-not-object
  return await use(value * this.factor); // refused: syntax-unsupported
});
