// A pipeline that another one calls fails: the caller catches it.
import { pipeline, step } from "zenc";

export const load = step((rows: number): number => rows);
export const train = step((rows: number): string => {
  if (rows < 3) throw new Error(`${rows} rows are too few`);
  return `model of ${rows}`;
});
export const score = step((model: string): number => model.length);
export const fallback = step((message: string): number => -message.length);

export const inner = pipeline("fail-inner", async ({ rows }: { rows: number }) => {
  const loaded = await load(rows);
  const model = await train(loaded);
  if (loaded > 100) throw new Error("too many rows");
  return await score(model);
});

export const failSubPipeline = pipeline("fail-sub-pipeline", async ({ rows }: { rows: number }) => {
  try {
    return { score: await inner({ rows }), reason: null };
  } catch (error) {
    const { message } = error as Error;
    return { score: await fallback(message), reason: message };
  }
});
