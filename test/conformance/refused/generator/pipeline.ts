// A generator in the pipeline.
import { pipeline, step } from "zenc";

export const sum = step((values: number[]): number => values.length);

export const generated = pipeline("generated", async ({ count }: { count: number }) => {
  function* numbers() { // refused: syntax-unsupported
    for (let at = 0; at < count; at += 1) yield at;
  }
  return await sum([...numbers()]);
});
