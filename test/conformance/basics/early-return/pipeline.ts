// A return in the middle: what stands below is skipped.
import { pipeline, step } from "zenc";

export const load = step((rows: number): { rows: number } => ({ rows }));
export const empty = step((): string => "nothing to do");
export const train = step((rows: number): string => `model of ${rows}`);
export const publish = step({ effect: true }, (model: string): string => `published ${model}`);

export const early = pipeline("early", async ({ rows }: { rows: number }) => {
  const data = await load(rows);
  if (data.rows === 0) {
    const reason = await empty();
    return { reason, published: null };
  }
  const model = await train(data.rows);
  if (model.length > 11) return { reason: "too long", published: null };
  const published = await publish(model);
  return { reason: null, published };
});
