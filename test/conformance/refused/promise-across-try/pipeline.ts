// A call made outside of a try and awaited inside: whose failure is it?
import { pipeline, step } from "zenc";

export const risky = step(async (value: number): Promise<number> => value);
export const beside = step(async (): Promise<number> => 1);

export const promiseAcrossTry = pipeline("promise-across-try", async ({ value }: { value: number }) => {
  const started = risky(value);
  const other = await beside();
  try {
    return other + (await started); // refused: promise-across-try
  } catch {
    return other;
  }
});
