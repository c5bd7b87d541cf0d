// A step that fails twice and then succeeds, and one that has too few attempts.
import { appendFileSync, readFileSync } from "node:fs";
import { pipeline, step } from "zenc";

function attemptOf(file: string): number {
  appendFileSync(file, "x");
  return readFileSync(file, "utf8").length;
}
export const flaky = step({ retries: { limit: 2, delay: "500ms", backoff: 1 } }, (folder: string, failures: number): number => {
  const attempt = attemptOf(`${folder}/attempts`);
  if (attempt <= failures) throw new Error(`attempt ${attempt} fails`);
  return attempt;
});
export const use = step((attempt: number): string => `after ${attempt}`);

export const retry = pipeline(
  "retry",
  async ({ folder, failures }: { folder: string; failures: number }) => await use(await flaky(folder, failures)),
);
