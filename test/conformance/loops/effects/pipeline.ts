// Effects before, inside and after a fan-out: those before end first, those after wait for every item.
import { appendFileSync, readFileSync } from "node:fs";
import { deployer, pipeline, step } from "zenc";

export const list = step((count: number): number[] => Array.from({ length: count }, (_, at) => at));
export const write = deployer((file: string, line: string): void => appendFileSync(file, `${line}\n`));
/** The items' lines in an order of their own: nothing orders them among themselves. */
export const read = step({ cache: false }, (file: string): string[] => {
  const lines = readFileSync(file, "utf8").trim().split("\n");
  return [...lines.slice(0, 1), ...lines.slice(1, -1).sort(), ...lines.slice(-1)];
});

export const loopEffects = pipeline("loop-effects", async ({ folder, count }: { folder: string; count: number }) => {
  const file = `${folder}/lines.txt`;
  const items = await list(count);
  await write(file, "before");
  await Promise.all(items.map((item) => write(file, `item ${item}`)));
  await write(file, "after");
  return await read(file);
});
