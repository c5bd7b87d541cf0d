// Today's date, to choose what is read.
import { pipeline, step } from "zenc";

export const load = step((day: string): string[] => [day]);

export const today = pipeline("today", async () => {
  const day = new Date().toISOString().slice(0, 10); // refused: new-impure
  return await load(day);
});
