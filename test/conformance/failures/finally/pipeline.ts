// finally after a body and a handler that fail or not: its step runs each time.
import { appendFileSync, readFileSync } from "node:fs";
import { deployer, pipeline, step } from "zenc";

export const risky = step((fails: string): string => {
  if (fails !== "none") throw new Error("the body fails");
  return "body";
});
export const mend = step((fails: string): string => {
  if (fails === "handler") throw new Error("the handler fails");
  return "mended";
});
export const clean = deployer((file: string): void => appendFileSync(file, "cleaned\n"));
export const read = step({ cache: false }, (file: string, text: string): string => text + readFileSync(file, "utf8").trim());

export const failFinally = pipeline(
  "fail-finally",
  async ({ folder, fails }: { folder: string; fails: "body" | "handler" | "none" }) => {
    const file = `${folder}/lines.txt`;
    let text = "";
    try {
      text = await risky(fails);
    } catch {
      text = await mend(fails);
    } finally {
      await clean(file);
    }
    return await read(file, `${text}, `);
  },
);
