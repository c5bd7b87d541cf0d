// What a step returns is not what the next one takes.
import { pipeline, step } from "zenc";

export const load = step((rows: number): number[] => [rows]);
export const train = step((rows: string[]): number => rows.length);

export const wrongType = pipeline("wrong-type", async () => {
  const rows = await load(3);
  return await train(rows); // refused: typescript-2345
});
