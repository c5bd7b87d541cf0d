// One step after another.
import { pipeline, step } from "zenc";

export const start = step((text: string): string[] => [text]);
export const middle = step((words: string[]): string[] => [...words, "middle"]);
export const end = step((words: string[]): string => words.join(" → "));

export const graphLinear = pipeline("graph-linear", async ({ text = "start" }: { text?: string }) => {
  const begun = await start(text);
  const gone = await middle(begun);
  return await end(gone);
});
