// A step that returns what cannot be stored.
import { pipeline, step } from "zenc";

export const load = step((rate: number) => ({ rate, predict: (value: number) => value * rate })); // refused: output-not-storable
export const use = step((rate: number): number => rate);

export const returnsFunction = pipeline("returns-function", async () => {
  const model = await load(2);
  return await use(model.rate);
});
