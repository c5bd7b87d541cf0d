// A loop over a step's output whose rounds use one another's values.
import { pipeline, step } from "zenc";

export const list = step((text: string): string[] => text.split(" ").filter((word) => word !== ""));
export const extend = step((text: string, word: string): string => (text === "" ? word : `${text}-${word}`));
export const end = step((text: string, longest: number): string => `${text} (${longest})`);

export const forOfCarried = pipeline("for-of-carried", async ({ text }: { text: string }) => {
  let joined = "";
  let longest = 0;
  for (const [at, word] of (await list(text)).entries()) {
    joined = await extend(joined, `${at}${word}`);
    if (word.length > longest) longest = word.length;
  }
  return await end(joined, longest);
});
