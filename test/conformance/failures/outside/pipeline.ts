// What a try needs from outside has failed: its handler is not entered, for the plain call never reaches it.
import { pipeline, step } from "zenc";

export const risky = step((fails: boolean): number => {
  if (fails) throw new Error("outside fails");
  return 1;
});
export const inside = step((value: number): number => {
  if (value > 1) throw new Error("inside fails");
  return value;
});
export const beside = step((): string => "beside");
export const mend = step((message: string): number => message.length);
export const after = step((value: number): string => `after ${value}`);

export const failOutside = pipeline("fail-outside", async ({ fails, add = 0 }: { fails: boolean; add?: number }) => {
  await beside();
  const value = await risky(fails);
  let result: number;
  try {
    result = await inside(value + add);
  } catch (error) {
    result = await mend((error as Error).message);
  }
  return await after(result);
});
