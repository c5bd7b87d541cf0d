// The order in which findings are reported.
import type { Diagnostic } from "./diagnostics/index.js";

/** By file and position, each once; what has no place comes first. */
export function inOrder(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const seen = new Set<string>();
  const unique = diagnostics.filter((diagnostic) => {
    const { span, code, message } = diagnostic;
    const key = `${span?.file}\0${span?.start.offset}\0${code}\0${message}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
  return unique.toSorted((a, b) => {
    const [one, other] = [a.span?.file ?? "", b.span?.file ?? ""];
    if (one !== other) return one < other ? -1 : 1;
    return (a.span?.start.offset ?? -1) - (b.span?.start.offset ?? -1);
  });
}
