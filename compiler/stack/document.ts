// zenc.yaml as data, with the place of everything in it.
import { createRequire } from "node:module";
import type * as Yaml from "yaml";
import { type Diagnostic, diagnose, type Position, type Span } from "../diagnostics/index.js";

/** A parsed file. */
export interface StackDocument {
  readonly value: unknown;
  readonly diagnostics: readonly Diagnostic[];
  /** The place of the value at a path, or of its key; of the nearest enclosing one where there is none. */
  spanOf(path: readonly (string | number)[], part: "key" | "value"): Span;
}

/** Parses the text; syntax errors are in `diagnostics`. The library is loaded here, so that projects without the file never pay for it. */
export function parseStackDocument(text: string, file: string): StackDocument {
  const yaml = createRequire(import.meta.url)("yaml") as typeof Yaml;
  const lines = new yaml.LineCounter();
  const document = yaml.parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  const position = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { offset, line: Math.max(1, line), column: Math.max(1, col) };
  };
  const spanBetween = (start: number, end: number): Span => ({ file, start: position(start), end: position(end) });
  const diagnostics = [...document.errors, ...document.warnings].map((error) =>
    diagnose("stack-syntax", spanBetween(error.pos[0], error.pos[1]), { problem: error.message }),
  );
  return {
    value: diagnostics.length > 0 ? undefined : document.toJS({ maxAliasCount: 100 }),
    diagnostics,
    spanOf(path, part) {
      for (let length = path.length; length > 0; length--) {
        const range = rangeAt(yaml, document, path.slice(0, length), length < path.length ? "key" : part);
        if (range) return spanBetween(range[0], range[1]);
      }
      return spanBetween(0, 0);
    },
  };
}

function rangeAt(
  yaml: typeof Yaml,
  document: Yaml.Document.Parsed,
  path: readonly (string | number)[],
  part: "key" | "value",
): Yaml.Range | null | undefined {
  const last = path.at(-1);
  const parent = path.length > 1 ? document.getIn(path.slice(0, -1), true) : document.contents;
  if (part === "key" && yaml.isMap(parent)) {
    const pair = parent.items.find((item) => yaml.isScalar(item.key) && String(item.key.value) === String(last));
    return (pair?.key as Yaml.Scalar | undefined)?.range;
  }
  const node = document.getIn(path, true);
  return yaml.isNode(node) ? node.range : undefined;
}
