// throw new Error, caught: what stands after it in its branch is skipped, the handler has the message.
import { pipeline, step } from "zenc";

export const check = step((value: number): { fine: boolean; value: number } => ({ fine: value < 10, value }));
export const use = step((value: number): string => `used ${value}`);
export const mend = step((message: string): string => `mended: ${message}`);
export const after = step((text: string): string => `${text}, after`);

export const failThrow = pipeline("fail-throw", async ({ value, limit = 100 }: { value: number; limit?: number }) => {
  let text = "";
  try {
    const checked = await check(value);
    if (!checked.fine) {
      if (checked.value > limit) throw new RangeError(`${checked.value} is over ${limit}`);
      throw new Error(`${checked.value} is too much`);
    }
    text = await use(checked.value);
  } catch (error) {
    text = await mend(error instanceof RangeError ? `range: ${error.message}` : (error as Error).message);
  }
  return await after(text);
});
