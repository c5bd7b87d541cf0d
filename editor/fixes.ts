// Quick fixes: the changes that diagnostics carry.
import type { ts } from "ts-morph";
import type { Diagnostic, Span } from "../compiler/diagnostics/index.js";
import type { Found } from "./diagnostic.js";

/** A diagnostic that knows the text that would be right. */
type Fixable = Diagnostic & { readonly change?: { readonly span: Span; readonly text: string } };

/** The fixes of the diagnostics that touch the range [start, end). */
export function fixesAt(found: readonly Found[], start: number, end: number): readonly ts.CodeFixAction[] {
  return found.flatMap(({ diagnostic, file, pathOf }): ts.CodeFixAction[] => {
    const { code, span, help, change } = diagnostic as Fixable;
    const touches = span !== null && span.start.offset <= end && span.end.offset >= start;
    if (!touches || change === undefined) return [];
    const { start: from, end: to } = change.span;
    const textChanges = [{ span: { start: from.offset, length: to.offset - from.offset }, newText: change.text }];
    const fileName = change.span.file === span.file ? file : pathOf(change.span.file);
    const description = help ?? `Write ${change.text}`;
    return [{ fixName: `zenc-${code}`, description, changes: [{ fileName, textChanges }] }];
  });
}
