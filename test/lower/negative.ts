// The law of the negative programs: each is good TypeScript, and zenc says exactly what its marks say, exactly where they stand.
import { expect, test } from "vitest";
import { type LoweredText, lowerAll } from "./lowering.js";
import { sourceOf } from "./programs.js";

/** A pipeline's body, and what stands before it; `/*code* /` marks the place that is refused with that code, or codes. */
export interface Negative {
  readonly body: string;
  readonly module?: string;
  readonly parameters?: string;
  readonly others?: Readonly<Record<string, string>>;
}

const mark = /\/\*([a-z]+(?:-[a-z]+)+(?: [a-z]+(?:-[a-z]+)+)*)\*\//g;

/** One test per program: no more places are reported, and no less. */
export function refusesAll(programs: readonly Negative[]): void {
  const sources = programs.map(({ others, ...program }) => ({
    text: sourceOf({ name: "", sets: [], ...program }),
    ...(others ? { others } : {}),
  }));
  const lowered = lowerAll(sources, { node: true });
  const rows = programs.map(({ body, module = "" }, index) => [`${module} ${body}`.trim(), index] as const);
  test.each(rows)("%s", (_text, index) => {
    expect(reported(lowered[index] as LoweredText).join("\n")).toBe(marked(sources[index]?.text ?? "").join("\n"));
    expect(lowered[index]?.pipelines).toEqual([null]);
  });
}

/** `code line:column` of every mark. */
function marked(text: string): readonly string[] {
  const found = [...text.matchAll(mark)];
  if (found.length === 0) throw new Error("A negative program needs a mark.");
  return found
    .flatMap((match) => (match[1] ?? "").split(" ").map((code) => `${code} ${placeOf(text, match.index + match[0].length)}`))
    .sort();
}

function reported({ diagnostics }: LoweredText): readonly string[] {
  return [...new Set(diagnostics.map(({ code, span }) => `${code} ${span?.start.line}:${span?.start.column}`))].sort();
}

function placeOf(text: string, offset: number): string {
  const before = text.slice(0, offset).split("\n");
  return `${before.length}:${(before.at(-1)?.length ?? 0) + 1}`;
}
