// Parsers of plain option values: numbers, texts, names, lists.
import { accept, type Parsed, type Parser, type Refused, refuse } from "./optionReader.js";

export const boolean: Parser<boolean> = (value) => (typeof value === "boolean" ? accept(value) : refuse("true or false"));

export const positiveNumber: Parser<number> = (value) =>
  typeof value === "number" && Number.isFinite(value) && value > 0 ? accept(value) : refuse("a number above zero");

/** A whole number of at least `minimum`. */
export const wholeNumber =
  (minimum: number): Parser<number> =>
  (value) =>
    Number.isSafeInteger(value) && (value as number) >= minimum
      ? accept(value as number)
      : refuse(`a whole number of at least ${minimum}`);

export const text: Parser<string> = (value) => {
  if (typeof value !== "string" || value === "") return refuse("a text");
  return isWellFormed(value) ? accept(value) : refuse("a text of whole characters");
};

/** Lone surrogates have no UTF-8, so no file could hold them. */
const isWellFormed = (value: string) => !/[\uD800-\uDFFF]/u.test(value);

export const namePattern = /^[A-Za-z][A-Za-z0-9_-]{0,62}$/;
/** The name of a step or pipeline. */
export const nameText: Parser<string> = (value) =>
  typeof value === "string" && namePattern.test(value)
    ? accept(value)
    : refuse("a name", "Begin with a letter; then letters, digits, _ and -, 63 characters at most.");

export const oneOf =
  <const T extends string>(...values: readonly T[]): Parser<T> =>
  (value) =>
    values.includes(value as T) ? accept(value as T) : refuse(`one of ${values.map((one) => `"${one}"`).join(", ")}`);

/** A list, every item by the same parser. */
export const listOf =
  <T>(item: Parser<T>, what: string): Parser<readonly T[]> =>
  (value) => {
    if (!Array.isArray(value)) return refuse(`a list of ${what}`);
    const items: T[] = [];
    for (const one of value) {
      const parsed = item(one);
      if (!parsed.ok) return refuse(`a list in which each item is ${parsed.expected}`, parsed.help);
      items.push(parsed.value);
    }
    return accept(items);
  };

/** A refusal of what stands under a key. */
export function inside(key: string, given: unknown, refused: Refused): Refused {
  return { given, ...refused, path: [key, ...(refused.path ?? [])] };
}

/** An object with known keys, each by its own parser. Missing keys stay missing. */
export function objectOf<T extends Readonly<Record<string, unknown>>>(
  value: unknown,
  parsers: { readonly [K in keyof T]-?: Parser<T[K]> },
  required: readonly (keyof T & string)[] = [],
): Parsed<Partial<T>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return refuse("an object");
  const names = Object.keys(parsers);
  const result: Record<string, unknown> = {};
  for (const [name, given] of Object.entries(value)) {
    const parse = (parsers as Readonly<Record<string, Parser<unknown>>>)[name];
    if (parse === undefined) return refuse(`an object of ${names.join(", ")}, without "${name}"`);
    if (given === undefined) continue;
    const parsed = parse(given);
    if (!parsed.ok) return inside(name, given, parsed);
    result[name] = parsed.value;
  }
  const missing = required.find((name) => !(name in result));
  return missing === undefined ? accept(result as Partial<T>) : refuse(`an object with "${missing}"`);
}
