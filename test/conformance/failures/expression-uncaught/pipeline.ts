// An expression throws that no try encloses: the run fails, although no step uses the value.
import { pipeline, step } from "zenc";

export const read = step((text: string): { text: string } => ({ text }));
export const beside = step((text: string): string => `beside ${text}`);

export const failExpressionUncaught = pipeline("fail-expression-uncaught", async ({ text }: { text: string }) => {
  const found = await read(text);
  const other = await beside(text);
  const parsed = JSON.parse(found.text) as number;
  return { parsed, other };
});
