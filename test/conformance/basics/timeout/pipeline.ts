// A step that takes too long is killed, and has failed.
import { pipeline, step } from "zenc";

export const wait = step({ timeout: "2s" }, async (seconds: number): Promise<number> => {
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  return seconds;
});
/** Never gives the processor back. */
export const spin = step({ timeout: "2s" }, (forever: boolean): boolean => {
  while (forever);
  return forever;
});
export const use = step((seconds: number, spun: boolean): string => `${seconds} ${spun}`);

export const timeout = pipeline("timeout", async ({ seconds, forever = false }: { seconds: number; forever?: boolean }) => {
  const [waited, spun] = await Promise.all([wait(seconds), spin(forever)]);
  return await use(waited, spun);
});
