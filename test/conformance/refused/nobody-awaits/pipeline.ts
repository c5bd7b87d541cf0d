// A step call that nobody awaits.
import { pipeline, step } from "zenc";

export const load = step(async (): Promise<number> => 1);
export const announce = step(async (value: number): Promise<number> => value);

export const nobodyAwaits = pipeline("nobody-awaits", async () => {
  const value = await load();
  announce(value); // refused: step-not-awaited
  return value;
});
