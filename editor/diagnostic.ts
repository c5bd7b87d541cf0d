// zenc's diagnostics in TypeScript's form, as its server sends them to an editor.
import type { ts } from "ts-morph";
import type { Diagnostic, Span } from "../compiler/diagnostics/index.js";

/** A diagnostic and where it is shown. */
export interface Found {
  readonly diagnostic: Diagnostic;
  /** Absolute, with `/`. */
  readonly file: string;
  /** The absolute path of a file as spans name it. */
  pathOf(file: string): string;
}

/** TypeScript numbers its diagnostics, below 100,000; all of zenc's bear this number, and their own code in the text. */
export const ownCode = 100_001;

/** Null where the file is not in the editor's program. */
export function diagnosticFor(
  { diagnostic, file, pathOf }: Found,
  sourceOf: (path: string) => ts.SourceFile | undefined,
  { DiagnosticCategory }: typeof ts,
): ts.Diagnostic | null {
  const source = sourceOf(file);
  if (!source) return null;
  const { code, severity, message, span, related, help } = diagnostic;
  const relatedInformation = related.flatMap((one): ts.DiagnosticRelatedInformation[] => {
    const other = sourceOf(pathOf(one.span.file));
    const place = { category: DiagnosticCategory.Message, code: ownCode, messageText: one.label };
    return other ? [{ ...place, file: other, ...rangeOf(one.span, other) }] : [];
  });
  return {
    source: "zenc",
    code: ownCode,
    category: severity === "error" ? DiagnosticCategory.Error : DiagnosticCategory.Warning,
    messageText: [`${message} [${code}]`, ...(help === undefined ? [] : [help])].join("\n"),
    file: source,
    ...(span ? rangeOf(span, source) : { start: 0, length: 0 }),
    relatedInformation,
  };
}

/** Never beyond the end: a server that is asked for a line that is not there fails as a whole. */
function rangeOf({ start, end }: Span, source: ts.SourceFile): { readonly start: number; readonly length: number } {
  const last = source.text.length;
  const from = Math.min(start.offset, last);
  return { start: from, length: Math.max(0, Math.min(end.offset, last) - from) };
}
