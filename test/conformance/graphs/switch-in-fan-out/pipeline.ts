// A switch for each item: values of type a are doubled, those of type b halved.
import { pipeline, step } from "zenc";

interface Item {
  type: "type_a" | "type_b";
  value: number;
}
export const items = step((): Item[] => [
  { type: "type_a", value: 100 },
  { type: "type_b", value: 200 },
  { type: "type_a", value: 300 },
]);
export const handleA = step((value: number): string => `A(${value * 2})`);
export const handleB = step((value: number): string => `B(${value / 2})`);
export const sorted = step((results: string[]): string => [...results].sort().join(", "));

export const graphSwitchInFanOut = pipeline("graph-switch-in-fan-out", async () => {
  const results = await Promise.all(
    (await items()).map(async (item) => {
      switch (item.type) {
        case "type_a":
          return await handleA(item.value);
        case "type_b":
          return await handleB(item.value);
      }
    }),
  );
  return { results, sorted: await sorted(results) };
});
