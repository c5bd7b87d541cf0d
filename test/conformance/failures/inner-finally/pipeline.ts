// An inner try without catch: its finally runs, and the outer handler has the failure.
import { appendFileSync, readFileSync } from "node:fs";
import { deployer, pipeline, step } from "zenc";

export const risky = step((fails: boolean): string => {
  if (fails) throw new RangeError("out of range");
  return "fine";
});
export const note = deployer((file: string, line: string): void => appendFileSync(file, `${line}\n`));
export const read = step({ cache: false }, (file: string): string[] => readFileSync(file, "utf8").trim().split("\n"));

export const failInnerFinally = pipeline("fail-inner-finally", async ({ folder, fails }: { folder: string; fails: boolean }) => {
  const file = `${folder}/lines.txt`;
  let text = "";
  try {
    try {
      text = await risky(fails);
    } finally {
      await note(file, "inner");
    }
    await note(file, "not after a failure");
  } catch (error) {
    text = `${(error as Error).name}: ${(error as Error).message}`;
    await note(file, "caught");
  } finally {
    await note(file, "outer");
  }
  return { text, lines: await read(file) };
});
