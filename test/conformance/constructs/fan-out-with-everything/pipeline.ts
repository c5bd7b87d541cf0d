// A fan-out whose items have a condition, a try, a loop and a fan-out inside.
import { pipeline, step } from "zenc";

export const jobs = step((): { name: string; rounds: number; parts: number[] }[] => [
  { name: "a", rounds: 2, parts: [1, 2] },
  { name: "b", rounds: 0, parts: [3] },
  { name: "c", rounds: 1, parts: [] },
]);
export const grow = step((text: string): string => `${text}+`);
export const part = step((value: number): number => {
  if (value === 3) throw new Error(`part ${value} fails`);
  return value * 2;
});
export const mend = step((message: string): number[] => [message.length]);
export const close = step((text: string, values: number[]): string => `${text}[${values}]`);

export const everything = pipeline("everything", async ({ skipped = "none" }: { skipped?: string }) => {
  const all = await jobs();
  const texts = await Promise.all(
    all.map(async (job) => {
      if (job.name === skipped) return "skipped";
      let text = job.name;
      let round = 0;
      while (round < job.rounds) {
        text = await grow(text);
        round += 1;
      }
      let values: number[];
      try {
        values = await Promise.all(job.parts.map((value) => part(value)));
      } catch (error) {
        values = await mend((error as Error).message);
      }
      return await close(text, values);
    }),
  );
  return texts.join(" ");
});
