// The current time, to name a run.
import { pipeline, step } from "zenc";

export const train = step((name: string): string => `model ${name}`);

export const clock = pipeline("clock", async () => {
  const name = `run-${Date.now()}`; // refused: call-impure
  return await train(name);
});
