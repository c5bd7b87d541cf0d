// A request from the pipeline itself.
import { pipeline, step } from "zenc";

export const parse = step((text: string): number => text.length);

export const fetched = pipeline("fetched", async ({ url }: { url: string }) => {
  const response = await fetch(url); // refused: call-impure
  return await parse(await response.text()); // refused: call-unproven
});
