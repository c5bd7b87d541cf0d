// Effects in a try keep their place: those after the failure do not start, those of the handler and after the try do.
import { appendFileSync, readFileSync } from "node:fs";
import { deployer, pipeline, step } from "zenc";

export const write = deployer((file: string, line: string, fails: boolean): void => {
  if (fails) throw new Error(`cannot write "${line}"`);
  appendFileSync(file, `${line}\n`);
});
export const read = step({ cache: false }, (file: string): string[] => readFileSync(file, "utf8").trim().split("\n"));

export const failEffects = pipeline("fail-effects", async ({ folder, failing }: { folder: string; failing: string }) => {
  const file = `${folder}/lines.txt`;
  await write(file, "before", failing === "before");
  try {
    await write(file, "one", failing === "one");
    await write(file, "two", failing === "two");
  } catch (error) {
    await write(file, `caught: ${(error as Error).message}`, failing === "two");
  }
  await write(file, "after", false);
  return await read(file);
});
