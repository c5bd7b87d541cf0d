// A helper with a step that calls itself.
import { pipeline, step } from "zenc";

export const halve = step((value: number): number => Math.floor(value / 2));

async function down(value: number): Promise<number> {
  return value <= 1 ? value : await down(await halve(value)); // refused: helper-recursive
}

export const recursiveHelper = pipeline("recursive-helper", async ({ value }: { value: number }) => {
  return await down(value);
});
