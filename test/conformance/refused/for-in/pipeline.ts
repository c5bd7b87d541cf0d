// for…in over a step's output.
import { pipeline, step } from "zenc";

export const scores = step((): Record<string, number> => ({ a: 1 }));
export const note = step((name: string, score: number | undefined): void => {
  if (score === undefined) throw new Error(name);
});

export const forIn = pipeline("for-in", async () => {
  const all = await scores();
  for (const name in all) { // refused: for-in
    await note(name, all[name]);
  }
});
