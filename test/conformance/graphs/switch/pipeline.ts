// A switch of three over a step's output.
import { pipeline, step } from "zenc";

type Way = "low" | "middle" | "high";
export const measure = step((value: number): { way: Way; value: number } => ({
  way: value < 10 ? "low" : value < 100 ? "middle" : "high",
  value,
}));
export const low = step((value: number): string => `low ${value}`);
export const middle = step((value: number): string => `middle ${value}`);
export const high = step((value: number): string => `high ${value}`);
export const end = step((text: string): string => `${text}!`);

export const graphSwitch = pipeline("graph-switch", async ({ value }: { value: number }) => {
  const measured = await measure(value);
  let text: string;
  switch (measured.way) {
    case "low":
      text = await low(measured.value);
      break;
    case "middle":
      text = await middle(measured.value);
      break;
    default:
      text = await high(measured.value);
  }
  return await end(text);
});
