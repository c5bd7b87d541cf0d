// A switch in a case of a switch; the inner one is over the output of a step of that case.
import { pipeline, step } from "zenc";

export const kind = step((value: number): "number" | "nothing" => (value === 0 ? "nothing" : "number"));
export const size = step((value: number): "small" | "large" => (Math.abs(value) < 10 ? "small" : "large"));
export const small = step((value: number): string => `small ${value}`);
export const large = step((value: number): string => `large ${value}`);
export const nothing = step((): string => "nothing");
export const end = step((text: string): string => `${text}.`);

export const graphSwitches = pipeline("graph-switches", async ({ value }: { value: number }) => {
  let text = "";
  switch (await kind(value)) {
    case "nothing":
      text = await nothing();
      break;
    case "number":
      switch (await size(value)) {
        case "small":
          text = await small(value);
          break;
        case "large":
          text = await large(value);
          break;
      }
      break;
  }
  return await end(text);
});
