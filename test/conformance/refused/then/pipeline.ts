// .then in the place of await.
import { pipeline, step } from "zenc";

export const load = step(async (rows: number): Promise<number[]> => [rows]);
export const sum = step(async (values: number[]): Promise<number> => values.length);

export const thenChain = pipeline("then-chain", async () => {
  return await load(3).then((values) => sum(values)); // refused: promise-method
});
