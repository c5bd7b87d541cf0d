// Pipelines that call pipelines: nested names, defaults of parameters, results of several kinds, the same one twice.
import { pipeline, step } from "zenc";

export const load = step((rows: number, name: string): string => `${name}${rows}`);
export const score = step((text: string): number => text.length);
export const note = step({ effect: true }, (text: string): void => {
  if (text === "") throw new Error("nothing to note");
});
export const join = step((parts: (string | number | undefined)[]): string => parts.join(" "));

export const prepare = pipeline("prepare", async ({ rows = 3, name = "rows" }: { rows?: number; name?: string }) => {
  const loaded = await load(rows, name);
  return { loaded, rows };
});

/** Returns nothing. */
export const announce = pipeline("announce", async ({ text }: { text: string }) => {
  await note(text);
});

export const rate = pipeline("rate", async ({ rows, strict = false }: { rows: number; strict?: boolean }) => {
  const { loaded } = await prepare({ rows });
  const scored = await score(loaded);
  return strict ? -scored : scored;
});

export const pipelineCalls = pipeline("pipeline-calls", async ({ rows = 10 }: { rows?: number }) => {
  const usual = await prepare({});
  const other = await prepare({ rows, name: "other" });
  const [one, two] = await Promise.all([rate({ rows }), rate({ rows: usual.rows, strict: true })]);
  const nothing = await announce({ text: other.loaded });
  return await join([usual.loaded, other.loaded, one, two, nothing === undefined ? "nothing" : "something"]);
});
