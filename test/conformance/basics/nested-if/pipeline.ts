// Branches within branches: the inner condition is a step's output that exists only on one side.
import { pipeline, step } from "zenc";

export const measure = step((value: number): { value: number; even: boolean } => ({ value, even: value % 2 === 0 }));
export const check = step((value: number): { fine: boolean } => ({ fine: value > 2 }));
export const keep = step((value: number): string => `keep ${value}`);
export const mend = step((value: number): string => `mend ${value}`);
export const drop = step((value: number): string => `drop ${value}`);
export const after = step((text: string, value: number): string => `${text} after ${value}`);

export const nested = pipeline("nested", async ({ value, strict = true }: { value: number; strict?: boolean }) => {
  const measured = await measure(value);
  let text = "nothing";
  if (measured.even) {
    const checked = await check(measured.value);
    if (checked.fine) {
      text = await keep(measured.value);
    } else if (strict) {
      text = await mend(measured.value);
    }
  } else {
    text = await drop(measured.value);
  }
  return await after(text, measured.value);
});
