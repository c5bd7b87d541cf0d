// The lines of source under a diagnostic: one line per place, its range underlined, cut where it is too long.
import type { Span } from "./diagnostic.js";
import { plainText, widthOf } from "./plainText.js";

export interface Excerpt {
  readonly source: string;
  /** Blanks up to the place, then carets. */
  readonly underline: string;
}

const tabWidth = 2;
/** The part of a long line that is shown. */
const maximumWidth = 120;

/** The first line of a span; undefined where the text has no such line. */
export function excerptOf(span: Span, text: string): Excerpt | undefined {
  const line = text.split(/\r\n|[\n\r\u2028\u2029]/)[span.start.line - 1];
  if (line === undefined || span.start.column > line.length + 1) return undefined;
  const from = span.start.column - 1;
  const to = span.end.line === span.start.line ? Math.min(span.end.column - 1, line.length) : line.trimEnd().length;
  const [start, end] = windowOf(line, from, to);
  const before = shown(line.slice(start, from));
  const marked = shown(line.slice(from, Math.min(to, end)));
  const after = shown(line.slice(Math.min(to, end), end));
  const [head, tail] = [start > 0 ? "…" : "", end < line.length ? "…" : ""];
  return {
    source: `${head}${before}${marked}${after}${tail}`.trimEnd(),
    underline: " ".repeat(widthOf(head + before)) + "^".repeat(Math.max(1, widthOf(marked))),
  };
}

/** The part of a line around [from, to), whole where it is short. */
function windowOf(line: string, from: number, to: number): readonly [number, number] {
  if (line.length <= maximumWidth) return [0, line.length];
  const room = Math.max(0, maximumWidth - Math.min(to - from, maximumWidth));
  const start = Math.max(0, from - Math.floor(room / 2));
  return [onCharacter(line, start), onCharacter(line, Math.min(line.length, start + maximumWidth))];
}

/** Not between the halves of a surrogate pair. */
function onCharacter(line: string, offset: number): number {
  const unit = line.charCodeAt(offset);
  return unit >= 0xdc00 && unit <= 0xdfff ? offset - 1 : offset;
}

const shown = (text: string) => plainText(text.replaceAll("\t", " ".repeat(tabWidth)));
