// A round of a loop fails, with a try around the loop: the handler sees the variables as they were at that round.
import { pipeline, step } from "zenc";

export const work = step((round: number, failing: number): { value: number; more: boolean } => {
  if (round === failing) throw new Error(`round ${round} fails`);
  return { value: round * 10, more: round < 3 };
});
export const record = step((total: number, rounds: number): string => `${total} in ${rounds} rounds`);
export const mend = step((message: string, total: number, rounds: number): string => `${message} after ${total} in ${rounds}`);

export const failInLoop = pipeline("fail-in-loop", async ({ failing = -1 }: { failing?: number }) => {
  let total = 0;
  let rounds = 0;
  try {
    for (;;) {
      const done = await work(rounds, failing);
      total += done.value;
      rounds += 1;
      if (!done.more) break;
    }
    return await record(total, rounds);
  } catch (error) {
    return await mend((error as Error).message, total, rounds);
  }
});
