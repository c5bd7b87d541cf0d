// finally reads and assigns variables that the body, or the handler, has assigned before.
import { pipeline, step } from "zenc";

export const risky = step((fails: boolean): number => {
  if (fails) throw new Error("fails");
  return 1;
});
export const add = step((value: number, by: number): number => value + by);
export const end = step((value: number, trail: string[]): string => `${value}: ${trail.join(" ")}`);

export const finallyVariables = pipeline(
  "finally-variables",
  async ({ fails, again = false }: { fails: boolean; again?: boolean }) => {
    let value = 10;
    let trail: string[] = ["begin"];
    try {
      value = await risky(fails);
      trail = [...trail, "body"];
      value = await add(value, await risky(again));
      trail = [...trail, "body again"];
    } catch {
      value = await add(value, 100);
      trail = [...trail, "handler"];
    } finally {
      value = await add(value, 1000);
      trail = [...trail, "finally"];
    }
    return await end(value, trail);
  },
);
