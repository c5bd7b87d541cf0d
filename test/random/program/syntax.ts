// A random program: text with holes. Each hole is a typed expression, a block, or a name, so that printing is concatenation,
// renaming is a map over names, and shrinking replaces holes by smaller ones of the same type.

export type Type = "number" | "boolean" | "string" | "numbers" | "grid" | "point" | "points" | "maybe" | "error";

/** `use` reads a variable, `declare` names a new one, `assign` writes to one that is there. */
export interface Name {
  readonly kind: "use" | "declare" | "assign";
  readonly name: string;
}

export interface Expression {
  readonly kind: "expression";
  readonly type: Type;
  /** Holds an `await`, itself or a part. */
  readonly awaits: boolean;
  readonly parts: readonly Part[];
}

export interface Statement {
  readonly kind: "statement";
  /** The construct, for counting what a run of programs has covered. */
  readonly construct: string;
  readonly parts: readonly Part[];
  /** What stands around needs it: it is never removed alone. */
  readonly fixed?: true;
}

export interface Block {
  readonly kind: "block";
  readonly statements: readonly Statement[];
}

export type Part = string | Name | Expression | Block;

export interface Program {
  /** Declarations of the module before the pipeline: helpers and pipelines that it calls. Their order means nothing. */
  readonly declarations: readonly Statement[];
  /** The pattern of the parameters, and their type. */
  readonly parameters: { readonly pattern: string; readonly type: string };
  readonly body: Block;
  readonly values: Readonly<Record<string, unknown>>;
}

/** The TypeScript of each type. */
export const typeText: Readonly<Record<Type, string>> = {
  number: "number",
  boolean: "boolean",
  string: "string",
  numbers: "number[]",
  grid: "number[][]",
  point: "Point",
  points: "Point[]",
  maybe: "number | null",
  error: "unknown",
};

/** The simplest expression of each type. */
export const plainText: Readonly<Record<Type, string>> = {
  number: "1",
  boolean: "true",
  string: '"a"',
  numbers: "[1, 2]",
  grid: "[[1], [2, 3]]",
  point: "({ x: 1, y: 2 } as Point)",
  points: "[{ x: 1, y: 2 } as Point]",
  maybe: "([1].find((one) => one > 2) ?? null)",
  error: "null",
};

export const use = (name: string): Name => ({ kind: "use", name });
export const declare = (name: string): Name => ({ kind: "declare", name });
export const assign = (name: string): Name => ({ kind: "assign", name });
export const block = (...statements: readonly Statement[]): Block => ({ kind: "block", statements });

const awaitsIn = (part: Part): boolean => typeof part !== "string" && part.kind === "expression" && part.awaits;

/** An expression; `await` in its own text counts, parts in functions do not reach out. */
export function expression(type: Type, ...parts: readonly Part[]): Expression {
  const awaits = parts.some((part) => awaitsIn(part) || (typeof part === "string" && part.includes("await ")));
  return { kind: "expression", type, awaits, parts };
}

export const statement = (construct: string, ...parts: readonly Part[]): Statement => ({ kind: "statement", construct, parts });
export const fixed = (construct: string, ...parts: readonly Part[]): Statement => ({
  kind: "statement",
  construct,
  parts,
  fixed: true,
});
