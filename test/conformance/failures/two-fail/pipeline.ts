// Two steps of one Promise.all fail: the error is the first in program order, and what is independent goes on.
import { pipeline, step } from "zenc";

export const one = step((fails: boolean): string => {
  if (fails) throw new Error("one fails");
  return "one";
});
export const two = step((fails: boolean): string => {
  if (fails) throw new Error("two fails");
  return "two";
});
export const three = step((): string => "three");
export const next = step((text: string): string => `after ${text}`);
export const mend = step((message: string): string => `mended: ${message}`);

export const failTwo = pipeline(
  "fail-two",
  async ({ first, second, caught }: { first: boolean; second: boolean; caught: boolean }) => {
    if (!caught) {
      const [a, b, c] = await Promise.all([one(first), two(second), three()]);
      return [await next(a), await next(b), await next(c)];
    }
    try {
      const [a, b, c] = await Promise.all([one(first), two(second), three()]);
      return [await next(a), await next(b), await next(c)];
    } catch (error) {
      return [await mend((error as Error).message)];
    }
  },
);
