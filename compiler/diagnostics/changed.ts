// A change as people read it: the author's lines before and after.
import type { Change } from "./diagnostic.js";
import { plainText } from "./plainText.js";

export interface ChangedLine {
  readonly mark: "-" | "+";
  /** Of the author's text; for what is new, of the line that it replaces. */
  readonly line: number;
  readonly text: string;
}

const maximumLines = 6;
const maximumWidth = 120;

/** The text of a file with the change made. */
export function changedText({ span, text }: Change, source: string): string {
  return source.slice(0, span.start.offset) + text + source.slice(span.end.offset);
}

/** The lines that differ; of a long change the first ones. Empty where the source has no such place. */
export function changedLines(change: Change, source: string): readonly ChangedLine[] {
  const { start, end } = change.span;
  if (end.offset > source.length) return [];
  const from = source.lastIndexOf("\n", start.offset - 1) + 1;
  const lineEnd = source.indexOf("\n", end.offset);
  const to = lineEnd < 0 ? source.length : lineEnd;
  const before = source.slice(from, to).split("\n");
  const after = changedText(change, source)
    .slice(from, to + change.text.length - (end.offset - start.offset))
    .split("\n");
  const same = before.length === after.length ? pairs(before, after) : whole(before, after);
  return same.slice(0, maximumLines).map(({ mark, index, text }) => ({ mark, line: start.line + index, text: shown(text) }));
}

interface Line {
  readonly mark: "-" | "+";
  readonly index: number;
  readonly text: string;
}

/** Line by line: each changed one before and after. */
function pairs(before: readonly string[], after: readonly string[]): readonly Line[] {
  return before.flatMap((text, index): readonly Line[] => {
    const changed = after[index] ?? "";
    if (text === changed) return [];
    return [
      { mark: "-", index, text },
      { mark: "+", index, text: changed },
    ];
  });
}

/** Without what is the same at both ends. */
function whole(before: readonly string[], after: readonly string[]): readonly Line[] {
  const most = Math.min(before.length, after.length);
  let head = 0;
  while (head < most && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < most - head && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  const lines = (mark: "-" | "+", all: readonly string[]): readonly Line[] =>
    all.slice(head, all.length - tail).map((text, index) => ({ mark, index: head + index, text }));
  return [...lines("-", before), ...lines("+", after)];
}

function shown(line: string): string {
  const text = plainText(line.replace(/\r$/, "").replaceAll("\t", "  ")).trimEnd();
  return text.length > maximumWidth ? `${text.slice(0, maximumWidth)}…` : text;
}
