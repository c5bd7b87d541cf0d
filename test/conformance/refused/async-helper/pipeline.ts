// An asynchronous function that is no step.
import { readFile } from "node:fs/promises";
import { pipeline, step } from "zenc";

export const load = step((text: string): string => text);

async function read(path: string): Promise<string> {
  return await readFile(path, "utf8"); // refused: call-unproven
}

export const asyncHelper = pipeline("async-helper", async ({ path }: { path: string }) => {
  const text = await read(path);
  return await load(text);
});
