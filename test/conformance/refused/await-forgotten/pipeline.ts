// A promise used as the value that it will have.
import { pipeline, step } from "zenc";

export const load = step(async (rows: number): Promise<number[]> => [rows]);
export const describe = step(async (text: string): Promise<string> => text);

export const awaitForgotten = pipeline("await-forgotten", async () => {
  const rows = load(3);
  return await describe(`rows: ${rows}`); // refused: promise-not-awaited
});
