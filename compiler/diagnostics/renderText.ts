// Diagnostics for people: message, place, excerpt with caret, related places, help, and the changed lines.
import { type ChangedLine, changedLines } from "./changed.js";
import type { Diagnostic, Span } from "./diagnostic.js";
import { excerptOf } from "./excerpt.js";
import { orderDiagnostics } from "./order.js";
import { plainText } from "./plainText.js";

export interface RenderTextRequest {
  /** The text of a file as spans name it; undefined where it cannot be read: then the excerpt is left out. */
  readonly readSource: (file: string) => string | undefined;
  /** Terminal colours. Default false. */
  readonly colour?: boolean;
}

/** All diagnostics in order, and a last line that counts them. Empty where there are none. Ends in a line break. */
export function renderText(diagnostics: readonly Diagnostic[], request: RenderTextRequest): string {
  if (diagnostics.length === 0) return "";
  const ordered = orderDiagnostics(diagnostics);
  const paint = painter(request.colour ?? false);
  const blocks = ordered.map((diagnostic) => renderOne(diagnostic, request, paint));
  return `${blocks.join("\n")}\n${count(ordered)}\n`;
}

type Style = "error" | "warning" | "help" | "place" | "bold" | "added";
type Paint = (style: Style, text: string) => string;
const colours: Readonly<Record<Style, string>> = {
  error: "31;1",
  warning: "33;1",
  help: "36;1",
  place: "34;1",
  bold: "1",
  added: "32;1",
};
const painter =
  (colour: boolean): Paint =>
  (style, text) =>
    colour ? `\u001b[${colours[style]}m${text}\u001b[0m` : text;

function renderOne(diagnostic: Diagnostic, request: RenderTextRequest, paint: Paint): string {
  const { severity, code, message, span, label, related, help, change } = diagnostic;
  const source = change && request.readSource(change.span.file);
  const changed = change && source !== undefined ? changedLines(change, source) : [];
  const lines = [span, ...related.map((one) => one.span)].map((one) => one?.start.line ?? 1);
  const width = Math.max(...[...lines, ...changed.map((one) => one.line)].map((line) => String(line).length));
  const place = (at: Span, text: string | undefined, style: Style) => renderPlace(at, text, style, width, request, paint);
  return [
    `${paint(severity, `${severity}[${code}]`)}${paint("bold", `: ${indented(message, " ".repeat(width + 3))}`)}`,
    ...(span ? place(span, label, severity) : []),
    ...related.flatMap((one) => place(one.span, one.label, "place")),
    ...(help === undefined
      ? []
      : [`${" ".repeat(width)} ${paint("place", "=")} ${paint("help", "help")}: ${indented(help, " ".repeat(width + 9))}`]),
    ...changed.map((line) => renderChanged(line, width, paint)),
    "",
  ].join("\n");
}

function renderPlace(
  span: Span,
  label: string | undefined,
  style: Style,
  width: number,
  request: RenderTextRequest,
  paint: Paint,
): string[] {
  const margin = " ".repeat(width);
  const bar = paint("place", "|");
  const arrow = `${margin}${paint("place", "-->")} ${plainText(span.file)}:${span.start.line}:${span.start.column}`;
  const text = request.readSource(span.file);
  const excerpt = text === undefined ? undefined : excerptOf(span, text);
  const note = label === undefined ? "" : ` ${indented(label, "")}`;
  if (excerpt === undefined || excerpt.source === "") return [note === "" ? arrow : `${arrow}:${note}`];
  const number = paint("place", String(span.start.line).padStart(width));
  return [
    arrow,
    `${margin} ${bar}`,
    `${number} ${bar} ${excerpt.source}`,
    `${margin} ${bar} ${paint(style, `${excerpt.underline}${note}`)}`,
  ];
}

/** One of the author's lines before or after the change. */
function renderChanged({ mark, line, text }: ChangedLine, width: number, paint: Paint): string {
  return `${paint("place", String(line).padStart(width))} ${paint(mark === "-" ? "error" : "added", `${mark} ${text}`)}`;
}

/** Escapes a text; the lines after its first are indented. */
function indented(text: string, by: string): string {
  return text
    .split("\n")
    .map((line) => plainText(line))
    .join(`\n${by}`);
}

function count(diagnostics: readonly Diagnostic[]): string {
  const of = (severity: Diagnostic["severity"]) => diagnostics.filter((one) => one.severity === severity).length;
  const counted = [
    [of("error"), "error"],
    [of("warning"), "warning"],
  ] as const;
  return counted
    .filter(([number]) => number > 0)
    .map(([number, word]) => `${number} ${word}${number === 1 ? "" : "s"}`)
    .join(", ");
}
