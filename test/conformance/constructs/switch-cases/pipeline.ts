// biome-ignore-all lint/suspicious/noFallthroughSwitchClause: this is what is tested
// biome-ignore-all lint/suspicious/useDefaultSwitchClauseLast: this is what is tested
// switch: grouped cases, the default in the middle, cases that run on into the next, and one that leaves by return.
import { pipeline, step } from "zenc";

export const kind = step((value: number): number => value % 7);
export const work = step((name: string, text: string): string => `${text}${name}`);

export const switchCases = pipeline("switch-cases", async ({ value }: { value: number }) => {
  let text = "";
  switch (await kind(value)) {
    case 0:
    case 1:
      text = await work("a", text);
      break;
    case 2:
      text = await work("b", text);
    // falls through
    default:
      text = await work("c", text);
    // falls through
    case 3:
      text = await work("d", text);
      break;
    case 4:
      return "left";
  }
  return await work("e", text);
});
