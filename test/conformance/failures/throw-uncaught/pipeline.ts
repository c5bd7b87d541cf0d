// throw new Error that nothing catches: it fails the run with its message, and what stands after it is skipped.
import { pipeline, step } from "zenc";

export const check = step((value: number): { fine: boolean } => ({ fine: value < 10 }));
export const refuse = step((value: number): string => `${value} refused`);
export const use = step((value: number): string => `used ${value}`);

export const failThrowUncaught = pipeline("fail-throw-uncaught", async ({ value }: { value: number }) => {
  const { fine } = await check(value);
  if (!fine) {
    const reason = await refuse(value);
    throw new Error(`cannot go on: ${reason}`);
  }
  return await use(value);
});
