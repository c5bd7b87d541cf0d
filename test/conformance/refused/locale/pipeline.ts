// A date in the words of the machine's own language.
import { pipeline, step } from "zenc";

export const name = step((text: string): string => text);

export const locale = pipeline("locale", async ({ day }: { day: string }) => {
  return await name(new Date(`${day}T00:00Z`).toLocaleDateString()); // refused: call-impure
});
