// The order in which diagnostics are shown, and which of two about one place is shown.
import type { Diagnostic } from "./diagnostic.js";

/**
 * By file and position; those without a place come first. Equal ones are shown once, and a TypeScript error gives way to
 * zenc's own at the same place, which says more about it.
 */
export function orderDiagnostics(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const explained = new Set(diagnostics.filter((one) => one.span && !isTypeScripts(one)).map(startOf));
  const seen = new Set<string>();
  return diagnostics
    .filter((one) => !(one.span && isTypeScripts(one) && explained.has(startOf(one))))
    .filter((one) => {
      const text = JSON.stringify(one);
      return !seen.has(text) && seen.add(text);
    })
    .map((one, index) => ({ one, index }))
    .sort((a, b) => byPlace(a.one, b.one) || a.index - b.index)
    .map(({ one }) => one);
}

const isTypeScripts = (diagnostic: Diagnostic) => diagnostic.code.startsWith("typescript-");
const startOf = ({ span }: Diagnostic) => `${span?.file}:${span?.start.offset}`;

function byPlace(a: Diagnostic, b: Diagnostic): number {
  if (a.span === null || b.span === null) return (a.span === null ? 0 : 1) - (b.span === null ? 0 : 1);
  if (a.span.file !== b.span.file) return a.span.file < b.span.file ? -1 : 1;
  return a.span.start.offset - b.span.start.offset || a.span.end.offset - b.span.end.offset;
}
