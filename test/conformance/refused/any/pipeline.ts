// A value whose type nobody knows.
import { pipeline, step } from "zenc";

export const load = step((text: string): string => text);
export const use = step((value: number): number => value);

export const anyValue = pipeline("any-value", async ({ text }: { text: string }) => {
  const parsed = JSON.parse(await load(text)); // refused: type-any
  return await use(parsed.value);
});
