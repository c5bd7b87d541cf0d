// Effects before, inside and after a fan-out: those before end first, those after wait for every item.
import { appendFileSync, readFileSync } from "node:fs";
import { deployer, pipeline, step } from "zenc";

export const list = step((count: number): number[] => Array.from({ length: count }, (_, at) => at));
export const write = deployer((file: string, line: string): void => appendFileSync(file, `${line}\n`));
export const read = step({ cache: false }, (file: string): string[] => readFileSync(file, "utf8").trim().split("\n"));

export const loopEffects = pipeline("loop-effects", async ({ folder, count }: { folder: string; count: number }) => {
  const file = `${folder}/lines.txt`;
  const items = await list(count);
  await write(file, "before");
  await Promise.all(items.map((item) => write(file, `item ${item}`)));
  await write(file, "after");
  const lines = await read(file);
  return { first: lines[0], last: lines.at(-1), between: lines.slice(1, -1).sort() };
});
