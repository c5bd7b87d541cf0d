// Texts of a document, and names in it.

/** Of jobs, steps, outputs and inputs. */
export const idPattern = /^(?!__)[A-Za-z_][A-Za-z0-9_-]{0,99}$/;

/** Names that are there before. GitHub does not tell upper from lower case. */
export const repeated = (names: readonly string[]): readonly string[] =>
  names.filter((name, at) => names.findIndex((one) => one.toLowerCase() === name.toLowerCase()) !== at);

/** All texts in a part of a document. */
export function textsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
