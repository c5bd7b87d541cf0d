// Rethrow: the same error, another one, or none; a handler that returns leaves the pipeline.
import { pipeline, step } from "zenc";

export const risky = step((kind: string): string => {
  if (kind === "fine") return "fine";
  throw kind === "type" ? new TypeError("not fine") : new Error(kind);
});
export const note = step((message: string): string => `noted "${message}"`);
export const after = step((text: string): string => `${text}, after`);

export const failRethrow = pipeline("fail-rethrow", async ({ kind }: { kind: string }) => {
  let text: string;
  try {
    text = await risky(kind);
  } catch (error) {
    const noted = await note((error as Error).message);
    if (error instanceof TypeError) throw error;
    if (kind === "other") throw new Error(`wrapped: ${(error as Error).message}`);
    if (kind === "leave") return noted;
    text = noted;
  }
  return await after(text);
});
