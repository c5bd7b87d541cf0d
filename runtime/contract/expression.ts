// Expressions of the structure: what a step's arguments, a condition or a result is made of.
import type { GlueId, VariableId } from "./ids.js";
import type { Json } from "./json.js";

/**
 * A pure expression over variables. Everything but `glue` can be evaluated without loading code; `glue` is the author's
 * JavaScript, carried in the plan's glue module and called with the values of `uses`, in order.
 */
export type Expression =
  | { readonly kind: "literal"; readonly value: Json }
  | { readonly kind: "undefined" }
  | { readonly kind: "reference"; readonly variable: VariableId }
  /** `from[key]`, a property read as JavaScript does it: throws a TypeError on null and undefined unless `optional` (`?.`). */
  | { readonly kind: "select"; readonly from: Expression; readonly key: string | number; readonly optional?: true }
  | { readonly kind: "list"; readonly items: readonly ListItem[] }
  | { readonly kind: "object"; readonly entries: readonly ObjectEntry[] }
  /** Boolean algebra over truthiness; the result is a boolean. Conditions joined by lowering are said in these, never in glue. */
  | { readonly kind: "not"; readonly of: Expression }
  | { readonly kind: "and"; readonly all: readonly Expression[] }
  | { readonly kind: "or"; readonly any: readonly Expression[] }
  /** `throws: false` where the compiler has proven that evaluation cannot throw for values of the static types. */
  | { readonly kind: "glue"; readonly glue: GlueId; readonly uses: readonly VariableId[]; readonly throws: boolean };

export type ListItem = Expression | { readonly kind: "spread"; readonly of: Expression };
export interface ObjectEntry {
  readonly key: string;
  readonly value: Expression;
}

/** The expressions that an expression is made of, one level down, in order; of a spread, what is spread. */
export function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case "literal":
    case "undefined":
    case "reference":
    case "glue":
      return [];
    case "select":
      return [expression.from];
    case "list":
      return expression.items.map((item) => (item.kind === "spread" ? item.of : item));
    case "object":
      return expression.entries.map((entry) => entry.value);
    case "not":
      return [expression.of];
    case "and":
      return expression.all;
    case "or":
      return expression.any;
  }
}

/** The variables that an expression reads, in order, repeats included. */
export function usesOf(expression: Expression): readonly VariableId[] {
  if (expression.kind === "reference") return [expression.variable];
  return expression.kind === "glue" ? expression.uses : partsOf(expression).flatMap(usesOf);
}
