// A loop with effects over a step's output: its rounds keep their order.
import { appendFileSync, readFileSync } from "node:fs";
import { deployer, pipeline, step } from "zenc";

export const list = step((count: number): string[] => Array.from({ length: count }, (_, at) => `${"cab".charAt(at % 3)}${at}`));
export const check = step((name: string): boolean => !name.startsWith("a"));
export const publish = deployer((file: string, line: string): void => appendFileSync(file, `${line}\n`));
export const read = step({ cache: false }, (file: string): string[] => readFileSync(file, "utf8").trim().split("\n"));

export const forOfEffects = pipeline("for-of-effects", async ({ folder, count }: { folder: string; count: number }) => {
  const file = `${folder}/lines.txt`;
  await publish(file, "begin");
  for (const name of await list(count)) {
    if (await check(name)) await publish(file, name);
    await publish(file, `${name} done`);
  }
  await publish(file, "end");
  return await read(file);
});
