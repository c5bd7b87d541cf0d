// A helper of the module that reads a file.
import { readFileSync } from "node:fs";
import { pipeline, step } from "zenc";

export const train = step((rate: number): number => rate);

function configured(): number {
  return Number(readFileSync("config.txt", "utf8"));
}

export const fileInHelper = pipeline("file-in-helper", async () => {
  return await train(configured()); // refused: helper-impure
});
