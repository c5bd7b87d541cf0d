// Diagnostics are values: made from a typed table of codes, collected, never thrown.

/** A half-open range of a source file. Lines and columns count from 1, columns in UTF-16 code units. */
export interface Span {
  /** Relative to the working directory, with `/`. */
  readonly file: string;
  readonly start: Position;
  readonly end: Position;
}
export interface Position {
  readonly offset: number;
  readonly line: number;
  readonly column: number;
}

/** A place of which only the start is known, as a plan's source tells it; null where there is none. */
export function spanAt(
  place: { readonly file: string; readonly line: number; readonly column: number } | undefined,
): Span | null {
  if (place === undefined) return null;
  const position = { offset: 0, line: place.line, column: place.column };
  return { file: place.file, start: position, end: position };
}

export interface Diagnostic {
  /** `subject-problem`, kebab-case, never renamed; TypeScript's own errors are `typescript-<number>`. */
  readonly code: string;
  readonly severity: "error" | "warning";
  /** One sentence that says what zenc needs; names in double quotes; ends in a full stop. */
  readonly message: string;
  readonly span: Span | null;
  /** At most six words, shown under the caret. */
  readonly label?: string;
  readonly related: readonly { readonly span: Span; readonly label: string }[];
  /** The smallest change that fixes it. */
  readonly help?: string;
  /** That change as text, where it can be told from the source alone. */
  readonly change?: Change;
}

/** What to put in place of a part of a file; an empty span inserts. */
export interface Change {
  readonly span: Span;
  readonly text: string;
}

/** One row of the table of codes. `Parameters` are what its texts are made of. */
export interface CodeDefinition<Parameters> {
  readonly severity: "error" | "warning";
  readonly message: (parameters: Parameters) => string;
  readonly label?: string | ((parameters: Parameters) => string);
  readonly help?: (parameters: Parameters) => string;
}

/** Types a row: `code<{ name: string }>({ severity: "error", message: ({ name }) => … })`. */
export function code<Parameters extends object = Record<never, never>>(
  definition: CodeDefinition<Parameters>,
): CodeDefinition<Parameters> {
  return definition;
}
