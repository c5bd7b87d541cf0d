// A step of the handler fails: its failure is the run's.
import { pipeline, step } from "zenc";

export const risky = step((fails: boolean): string => {
  if (fails) throw new Error("the body fails");
  return "body";
});
export const mend = step((message: string, fails: boolean): string => {
  if (fails) throw new Error(`the handler fails after "${message}"`);
  return "mended";
});
export const after = step((text: string): string => `${text}, after`);

export const failHandler = pipeline(
  "fail-handler",
  async ({ body = true, handler = true }: { body?: boolean; handler?: boolean }) => {
    let text: string;
    try {
      text = await risky(body);
    } catch (error) {
      text = await mend((error as Error).message, handler);
    }
    return await after(text);
  },
);
