// A try over two steps: what fails in the first leaves the second not run; the handler's own value is used after it.
import { pipeline, step } from "zenc";

export const first = step((fails: string): string => {
  if (fails === "first") throw new Error("the first fails");
  return "one";
});
export const second = step((text: string, fails: string): string => {
  if (fails === "second") throw new TypeError("the second fails");
  return `${text} two`;
});
export const mend = step((name: string, message: string): string => `mended (${name}: ${message})`);
export const after = step((text: string): string => `${text}, after`);

export const failTrySteps = pipeline("fail-try-steps", async ({ fails }: { fails: "first" | "second" | "none" }) => {
  let text: string;
  try {
    const one = await first(fails);
    text = await second(one, fails);
  } catch (error) {
    const { name, message } = error as Error;
    text = await mend(name, message);
  }
  return await after(text);
});
