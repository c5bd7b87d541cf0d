// while with several carried variables, one of them a list, and a condition over two of them.
import { pipeline, step } from "zenc";

export const train = step((round: number, loss: number): { loss: number } => ({ loss: loss / (round + 2) }));
export const report = step((losses: number[], rounds: number): string => `${rounds}: ${losses.join(" ")}`);

export const whileLoop = pipeline("while-loop", async ({ target, limit = 10 }: { target: number; limit?: number }) => {
  let loss = 24;
  let rounds = 0;
  const losses: number[] = [];
  while (loss > target && rounds < limit) {
    const trained = await train(rounds, loss);
    loss = trained.loss;
    losses.push(loss);
    rounds += 1;
  }
  return await report(losses, rounds);
});
