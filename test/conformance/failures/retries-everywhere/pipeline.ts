// Retries in the handler, in finally, and of the items of a fan-out inside a try.
import { appendFileSync, readFileSync } from "node:fs";
import { pipeline, step } from "zenc";

function attemptOf(file: string): number {
  appendFileSync(file, "x");
  return readFileSync(file, "utf8").length;
}
export const flaky = step({ retries: { limit: 1, delay: "100ms", backoff: 1 } }, (file: string, failures: number): string => {
  const attempt = attemptOf(file);
  if (attempt <= failures) throw new Error(`attempt ${attempt} fails`);
  return `attempt ${attempt}`;
});
export const join = step((...parts: string[]): string => parts.join(", "));

export const failRetriesEverywhere = pipeline(
  "fail-retries-everywhere",
  async ({ folder, items, handler = 1 }: { folder: string; items: number[]; handler?: number }) => {
    let text = "";
    let last = "";
    try {
      const parts = await Promise.all(items.map((failures, at) => flaky(`${folder}/item${at}`, failures)));
      text = await join(...parts);
    } catch (error) {
      text = await join((error as Error).message, await flaky(`${folder}/handler`, handler));
    } finally {
      last = await flaky(`${folder}/finally`, 1);
    }
    return await join(text, last);
  },
);
