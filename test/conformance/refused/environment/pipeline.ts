// A setting read from the environment of whoever compiles.
import { pipeline, step } from "zenc";

export const load = step((bucket: string): string => bucket);

export const environment = pipeline("environment", async () => {
  return await load(process.env.BUCKET ?? "default"); // refused: call-impure
});
