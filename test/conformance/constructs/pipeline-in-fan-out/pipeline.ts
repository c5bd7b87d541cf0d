// A pipeline called for each item, and in a branch; parameters passed through as they are.
import { pipeline, step } from "zenc";

interface Job {
  name: string;
  times?: number;
}
export const list = step((count: number): Job[] =>
  Array.from({ length: count }, (_, at) => (at % 2 === 0 ? { name: `job${at}` } : { name: `job${at}`, times: at })),
);
export const repeat = step((name: string, times: number): string => name.repeat(times));
export const shorten = step((text: string): string => text.slice(0, 6));

export const runJob = pipeline("run-job", async ({ name, times = 2 }: Job) => {
  const text = await repeat(name, times);
  if (text.length > 8) return await shorten(text);
  return text;
});

export const pipelineInFanOut = pipeline("pipeline-in-fan-out", async ({ count, extra }: { count: number; extra?: Job }) => {
  const texts = await Promise.all((await list(count)).map((job) => runJob(job)));
  if (extra !== undefined) return [...texts, await runJob(extra)];
  return texts;
});
