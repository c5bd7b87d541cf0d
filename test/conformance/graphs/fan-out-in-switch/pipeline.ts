// A fan-out in one case of a switch.
import { pipeline, step } from "zenc";

export const plan = step((mode: string): { mode: "each" | "all"; values: number[] } => ({
  mode: mode === "each" ? "each" : "all",
  values: [3, 1, 2],
}));
export const single = step((value: number): number => value * value);
export const whole = step((values: number[]): number[] => values.map((value) => -value));
export const end = step((values: number[]): string => values.join(","));

export const graphFanOutInSwitch = pipeline("graph-fan-out-in-switch", async ({ mode }: { mode: string }) => {
  const planned = await plan(mode);
  let values: number[] = [];
  switch (planned.mode) {
    case "each":
      values = await Promise.all(planned.values.map((value) => single(value)));
      break;
    case "all":
      values = await whole(planned.values);
      break;
  }
  return await end(values);
});
