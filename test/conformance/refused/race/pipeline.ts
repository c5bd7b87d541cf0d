// The first of two steps to end.
import { pipeline, step } from "zenc";

export const quick = step((text: string): string => text);
export const slow = step((text: string): string => `${text}!`);

export const race = pipeline("race", async ({ text }: { text: string }) => {
  return await Promise.race([quick(text), slow(text)]); // refused: promise-combinator
});
