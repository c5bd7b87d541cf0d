// A switch over a parameter, with two words for one case and a default; and a conditional expression around a step.
import { pipeline, step } from "zenc";

export const fast = step((seed: number): string => `fast ${seed}`);
export const careful = step((seed: number): string => `careful ${seed}`);
export const usual = step((seed: number): string => `usual ${seed}`);
export const loud = step((text: string): string => text.toUpperCase());

type Mode = "fast" | "quick" | "careful" | "usual";
export const modes = pipeline(
  "modes",
  async ({ mode = "usual", seed = 1, shout = false }: { mode?: Mode; seed?: number; shout?: boolean }) => {
    let text: string;
    switch (mode) {
      case "fast":
      case "quick":
        text = await fast(seed);
        break;
      case "careful":
        text = await careful(seed);
        break;
      default:
        text = await usual(seed);
    }
    return shout ? await loud(text) : text;
  },
);
