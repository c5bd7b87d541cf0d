// A try in a try: the inner one catches, or rethrows, or its handler fails.
import { pipeline, step } from "zenc";

export const risky = step((way: string): string => {
  if (way !== "fine") throw new Error("risky fails");
  return "fine";
});
export const inner = step((way: string, message: string): string => {
  if (way === "handler") throw new Error(`inner fails after "${message}"`);
  return `inner caught "${message}"`;
});
export const between = step((text: string): string => `${text}, between`);
export const outer = step((message: string): string => `outer caught "${message}"`);
export const after = step((text: string): string => `${text}, after`);

export const failNested = pipeline("fail-nested", async ({ way }: { way: "fine" | "inner" | "rethrow" | "handler" }) => {
  let text = "";
  try {
    try {
      text = await risky(way);
    } catch (error) {
      if (way === "rethrow") throw error;
      text = await inner(way, (error as Error).message);
    }
    text = await between(text);
  } catch (error) {
    text = await outer((error as Error).message);
  }
  return await after(text);
});
