// A loop of its own length for each item: A three times, B five times, C twice.
import { pipeline, step } from "zenc";

export const jobs = step((): { name: string; times: number }[] => [
  { name: "A", times: 3 },
  { name: "B", times: 5 },
  { name: "C", times: 2 },
]);
export const work = step((name: string, text: string): string => text + name);
export const finish = step((text: string): string => `${text[0]}×${text.length}`);
export const join = step((texts: string[]): string => texts.join(", "));

export const graphLoopInFanOut = pipeline("graph-loop-in-fan-out", async () => {
  const texts = await Promise.all(
    (await jobs()).map(async ({ name, times }) => {
      let text = "";
      while (text.length < times) {
        text = await work(name, text);
      }
      return await finish(text);
    }),
  );
  return await join(texts);
});
