// Steps with effects keep their place: each writes a line of a file, and what is written after them waits.
import { appendFileSync, readFileSync } from "node:fs";
import { deployer, pipeline, step } from "zenc";

export const prepare = step((text: string): string => `prepared ${text}`);
export const write = step((file: string, line: string): void => appendFileSync(file, `${line}\n`));
export const announce = deployer((file: string, line: string): string => {
  appendFileSync(file, `announced ${line}\n`);
  return line;
});
export const read = step({ cache: false }, (file: string): string[] => readFileSync(file, "utf8").trim().split("\n"));

export const effects = pipeline("effects", async ({ folder, twice = false }: { folder: string; twice?: boolean }) => {
  const file = `${folder}/lines.txt`;
  await write(file, "first");
  const text = await prepare("model");
  await write(file, text);
  if (twice) await write(file, "once more");
  await Promise.all([announce(file, "one"), prepare("other")]);
  await write(file, "last");
  return (await read(file)).length;
});
