// Retries inside a try: what succeeds at the second or third attempt is not caught, what fails for good is.
import { appendFileSync, readFileSync } from "node:fs";
import { pipeline, step } from "zenc";

function attemptOf(file: string): number {
  appendFileSync(file, "x");
  return readFileSync(file, "utf8").length;
}
export const flaky = step({ retries: { limit: 2, delay: "100ms", backoff: 1 } }, (file: string, failures: number): number => {
  const attempt = attemptOf(file);
  if (attempt <= failures) throw new Error(`attempt ${attempt} fails`);
  return attempt;
});
export const use = step((attempt: number): string => `attempt ${attempt}`);
export const mend = step((message: string): string => `gave up: ${message}`);

export const failRetries = pipeline("fail-retries", async ({ folder, failures }: { folder: string; failures: number }) => {
  try {
    return await use(await flaky(`${folder}/attempts`, failures));
  } catch (error) {
    return await mend((error as Error).message);
  }
});
