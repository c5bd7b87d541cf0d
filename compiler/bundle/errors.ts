// What esbuild could not do, at the author's line.
import type { Message } from "esbuild";
import type { ts } from "ts-morph";
import type { CodeObject } from "../compilation.js";
import { type Diagnostic, diagnose, type Span } from "../diagnostics/index.js";
import { relativePath, spanOf } from "../load/span.js";
import { placesRead } from "./places.js";

/** @param fallback where an error has no place in a file of the author's. */
export function diagnosticsOf(errors: readonly Message[], cwd: string, fallback: Span | null): readonly Diagnostic[] {
  return errors.map(({ text, location }) => {
    const span = (location && spanOfLocation(location)) ?? fallback;
    const specifier = /^Could not resolve "(.*)"$/.exec(text)?.[1];
    return specifier === undefined
      ? diagnose("module-not-bundled", span, { reason: text })
      : diagnose("import-unresolved", span, { specifier: specifier.replace(`${cwd}/`, "") });
  });
}

function spanOfLocation({ file, line, column, length, lineText }: NonNullable<Message["location"]>): Span | null {
  if (file.startsWith("zenc-")) return null;
  // esbuild counts bytes, everybody else UTF-16 code units.
  const bytes = Buffer.from(lineText);
  const start = bytes.subarray(0, column).toString().length;
  const end = start + Math.max(1, bytes.subarray(column, column + length).toString().length);
  const at = (position: number) => ({ offset: position, line, column: position + 1 });
  return { file, start: at(start), end: at(end) };
}

/** Modules of the author's that ask for their own place, if the question is still in some bundle. */
export function placeDiagnostics(
  objects: readonly CodeObject[],
  sources: ReadonlyMap<string, ts.SourceFile>,
  cwd: string,
): readonly Diagnostic[] {
  const asking = objects.filter(({ text }) => /zenc\$(url|dirname|filename)/.test(text));
  if (asking.length === 0) return [];
  const held = new Set(asking.flatMap(({ manifest }) => manifest.files.map((file) => file.path)));
  return [...sources.values()]
    .filter((source) => held.has(relativePath(cwd, source.fileName)))
    .flatMap((source) => placesRead(source))
    .map((node) => diagnose("module-place", spanOf(node, cwd), { text: node.getText() }));
}
