// A return in finally: it would drop the failure.
import { pipeline, step } from "zenc";

export const risky = step((value: number): number => value);
export const clean = step((): void => {});

export const leavingFinally = pipeline("leaving-finally", async ({ value }: { value: number }) => {
  try {
    await risky(value);
  } finally {
    await clean();
    return value; // refused: finally-exit
  }
});
