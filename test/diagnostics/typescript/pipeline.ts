import { pipeline, step } from "zenc";

interface Digit {
  label: number;
  pixels: number[];
}

export const load = step(async (): Promise<Digit[]> => []);
export const evaluate = step(async (digits: Digit[], ratio: number): Promise<number> => digits.length * ratio);

export const digits = pipeline(async () => {
  const data = await load();
  const label: string = data[0].label;
  return await evaluate([{ label, pixel: [] }], "0.8");
});
