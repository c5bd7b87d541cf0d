// An expression of the pipeline's own throws inside a try: it is caught like a step's failure.
import { pipeline, step } from "zenc";

export const read = step((text: string): { text: string; parts: { size: number }[] } => ({
  text,
  parts: text.startsWith("{") ? [{ size: text.length }] : [],
}));
export const use = step((size: number, keys: string[]): string => `${size} ${keys.join(",")}`);
export const mend = step((name: string): string => `mended ${name}`);

export const failExpression = pipeline("fail-expression", async ({ text }: { text: string }) => {
  const found = await read(text);
  try {
    const { size } = found.parts[0] as { size: number };
    const parsed = JSON.parse(found.text) as Record<string, number>;
    return await use(size, Object.keys(parsed));
  } catch (error) {
    return await mend(error instanceof SyntaxError ? "syntax" : (error as Error).name);
  }
});
