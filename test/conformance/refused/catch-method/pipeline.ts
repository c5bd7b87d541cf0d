// .catch in the place of try.
import { pipeline, step } from "zenc";

export const load = step(async (rows: number): Promise<number> => rows);

export const catchMethod = pipeline("catch-method", async () => {
  return await load(3).catch(() => 0); // refused: promise-method
});
