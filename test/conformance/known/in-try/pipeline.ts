// Trainers in the body of a try and in its handler; one that needs what failed is not run, known or not.
import { pipeline, step, trainer } from "zenc";

export const load = step((value: number): number => value);
export const check = step((value: number, limit: number): number => {
  if (value > limit) throw new Error(`more than ${limit}`);
  return value;
});
export const train = trainer({ cpu: 4 }, (value: number): number => value * 2);
export const trainChecked = trainer({ cpu: 4 }, (value: number): number => value * 3);
export const fallback = trainer({ cpu: 4 }, (message: string): number => message.length);

export const knownInTry = pipeline("known-in-try", async ({ value, limit }: { value: number; limit: number }) => {
  const loaded = await load(value);
  let result: number;
  try {
    const [plain, checked] = await Promise.all([train(loaded), trainChecked(await check(loaded, limit))]);
    result = plain + checked;
  } catch (error) {
    result = await fallback((error as Error).message);
  }
  return { result };
});
