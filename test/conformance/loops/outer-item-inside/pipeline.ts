// The outer item, and what a step made of it, used in the body of an inner fan-out.
import { pipeline, step } from "zenc";

export const groups = step((): { name: string; values: number[] }[] => [
  { name: "a", values: [1, 2] },
  { name: "b", values: [] },
  { name: "c", values: [3] },
]);
export const weight = step((name: string): number => name.charCodeAt(0));
export const label = step((name: string, weight: number, value: number): string => `${name}${value}@${weight}`);

export const loopOuterItem = pipeline("loop-outer-item", async () =>
  Promise.all(
    (await groups()).map(async (group, at) => {
      const weighed = await weight(group.name);
      const labels = await Promise.all(group.values.map((value) => label(group.name, weighed + at, value)));
      return labels.join(" ");
    }),
  ),
);
