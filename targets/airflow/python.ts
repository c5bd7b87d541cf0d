// Python expressions as a small tree, and their text: ASCII only, laid out as ruff lays it out. The only way by which text of
// the author's gets into a DAG file.
import type { Json } from "../../runtime/contract/index.js";

/** A Python expression. A sequence is what stands between brackets: a call, a list, a dict. */
export type Python =
  | { readonly kind: "atom"; readonly text: string }
  | { readonly kind: "sequence"; readonly open: string; readonly close: string; readonly items: readonly Python[] }
  /** `label` before a value: `name=` of a keyword, `"key": ` of a dict entry, `**`. */
  | { readonly kind: "labelled"; readonly label: string; readonly value: Python };

/** The line length of ruff and black. */
const lineWidth = 88;

export const atom = (text: string): Python => ({ kind: "atom", text });
export const list = (items: readonly Python[]): Python => ({ kind: "sequence", open: "[", close: "]", items });
export const dict = (entries: readonly (readonly [string, Python])[]): Python => ({
  kind: "sequence",
  open: "{",
  close: "}",
  items: entries.map(([key, value]) => ({ kind: "labelled", label: `${pythonText(key)}: `, value })),
});
export const call = (name: string, items: readonly Python[]): Python => ({
  kind: "sequence",
  open: `${name}(`,
  close: ")",
  items,
});
export const keyword = (name: string, value: Python): Python => ({ kind: "labelled", label: `${name}=`, value });
export const text = (value: string): Python => atom(pythonText(value));

/**
 * A Python string literal that evaluates to exactly this text, code point by code point, from ASCII characters only. A lone
 * surrogate becomes the same lone surrogate. The quotes are those that need fewer escapes, as ruff writes them.
 */
export function pythonText(value: string): string {
  const quote = count(value, '"') > count(value, "'") ? "'" : '"';
  let literal = quote;
  for (const char of value) literal += char === quote || char === "\\" ? `\\${char}` : escaped(char);
  return literal + quote;
}

const count = (value: string, char: string): number => value.split(char).length - 1;

const named: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

function escaped(char: string): string {
  const code = char.codePointAt(0) as number;
  if (code >= 0x20 && code < 0x7f) return char;
  const hex = code.toString(16);
  if (code <= 0xff) return named[char] ?? `\\x${hex.padStart(2, "0")}`;
  return code <= 0xffff ? `\\u${hex.padStart(4, "0")}` : `\\U${hex.padStart(8, "0")}`;
}

/** Text for people, which Airflow stores in columns that take neither NUL nor lone surrogates. */
export function humanText(value: string): string {
  return value.replaceAll("\0", "").replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "\ufffd");
}

/** JSON data as Python data. */
export function pythonValue(value: Json): Python {
  if (value === null) return atom("None");
  if (typeof value === "boolean") return atom(value ? "True" : "False");
  if (typeof value === "number") return atom(pythonNumber(value));
  if (typeof value === "string") return text(value);
  if (Array.isArray(value)) return list(value.map(pythonValue));
  return dict(Object.entries(value).map(([key, item]) => [key, pythonValue(item as Json)]));
}

/** JavaScript writes integers below 1e21 in full, which Python reads as int, and the others as Python reads floats. */
function pythonNumber(value: number): string {
  if (!Number.isFinite(value)) throw new Error(`JSON has no number ${value}`);
  return Object.is(value, -0) ? "-0.0" : String(value);
}

/**
 * The text of an expression that begins in column `column` of a line with this indentation, and is followed by `after` more
 * characters: on one line where it fits, else one item per line with a trailing comma, which ruff then leaves as it is.
 */
export function writePython(expression: Python, indent = 0, column = indent, after = 0): string {
  const flat = flatPython(expression);
  if (column + flat.length + after <= lineWidth || expression.kind === "atom") return flat;
  if (expression.kind === "labelled") {
    return expression.label + writePython(expression.value, indent, column + expression.label.length, after);
  }
  if (expression.items.length === 0) return flat;
  const inner = indent + 4;
  const lines = expression.items.map((item) => `${" ".repeat(inner)}${writePython(item, inner, inner, 1)},\n`);
  return `${expression.open}\n${lines.join("")}${" ".repeat(indent)}${expression.close}`;
}

function flatPython(expression: Python): string {
  switch (expression.kind) {
    case "atom":
      return expression.text;
    case "labelled":
      return expression.label + flatPython(expression.value);
    case "sequence":
      return expression.open + expression.items.map(flatPython).join(", ") + expression.close;
  }
}
