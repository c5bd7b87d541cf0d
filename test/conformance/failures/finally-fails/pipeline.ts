// A step in finally fails: its failure replaces the body's.
import { pipeline, step } from "zenc";

export const risky = step((fails: boolean): string => {
  if (fails) throw new Error("the body fails");
  return "body";
});
export const clean = step({ effect: true }, (fails: boolean): void => {
  if (fails) throw new Error("finally fails");
});
export const after = step((text: string): string => `${text}, after`);

export const failInFinally = pipeline(
  "fail-in-finally",
  async ({ body = false, cleaning = false }: { body?: boolean; cleaning?: boolean }) => {
    let text = "";
    try {
      text = await risky(body);
    } finally {
      await clean(cleaning);
    }
    return await after(text);
  },
);
