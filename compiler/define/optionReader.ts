// Reads an options object from its source: known keys, values known at compile time, one parser per option.
import { ts } from "ts-morph";
import { diagnose, suggestionFor } from "../diagnostics/index.js";
import type { Evaluate, Known } from "./constants.js";
import { propertyName } from "./constants.js";
import type { DefineContext } from "./context.js";
import { unwrap } from "./resolve.js";

/** What a value must be, and the value; `expected` ends the sentence "… must be …". */
export type Parsed<T> = { readonly ok: true; readonly value: T } | Refused;
export interface Refused {
  readonly ok: false;
  readonly expected: string;
  readonly help?: string;
  /** Where inside the option's value the trouble is, and what stands there. */
  readonly path?: readonly string[];
  readonly given?: unknown;
}
export type Parser<T> = (value: unknown) => Parsed<T>;

export const accept = <T>(value: T): Parsed<T> => ({ ok: true, value });
export const refuse = (expected: string, help?: string): Refused => ({
  ok: false,
  expected,
  ...(help === undefined ? {} : { help }),
});

interface Entry {
  /** The value's expression; undefined where only the value is known (out of a spread or a named object). */
  readonly node: ts.Node;
  readonly known: Known | undefined;
}

/** An options object as it stands in the source. */
export interface OptionsObject {
  /** The value of an option, or undefined where it is missing or was reported. */
  read<T>(name: string, parse: Parser<T>): T | undefined;
  has(name: string): boolean;
  /** The expression of an option that is no constant; undefined where it is missing, or not written out here. */
  expressionOf(name: string): ts.Expression | undefined;
  /** Where an option is written. */
  nodeOf(name: string): ts.Node;
  readonly node: ts.Node;
}

/** Opens the options of `owner` ("step", "pipeline"); options that are not in `names` are reported. */
export function openOptions(
  expression: ts.Expression | undefined,
  owner: { readonly what: string; readonly node: ts.Node; readonly names: readonly string[] },
  evaluate: Evaluate,
  context: DefineContext,
): OptionsObject {
  const entries = expression ? entriesOf(expression, owner.what, evaluate, context) : new Map<string, Entry>();
  for (const [name, entry] of entries) {
    if (owner.names.includes(name)) continue;
    const span = context.spanOf(entry.node);
    const suggestion = suggestionFor(name, owner.names);
    const key = ts.isPropertyAssignment(entry.node) ? entry.node.name : undefined;
    const change = key && suggestion !== undefined ? { span: context.spanOf(key), text: suggestion } : undefined;
    const parameters = { option: name, owner: owner.what, suggestion, names: owner.names };
    context.report(diagnose("option-unknown", span, parameters, { change }));
  }
  const node = expression ?? owner.node;
  const read = <T>(name: string, parse: Parser<T>): T | undefined => {
    const entry = entries.get(name);
    if (entry === undefined) return undefined;
    if (entry.known === undefined) {
      context.report(diagnose("option-not-constant", context.spanOf(entry.node), { option: name }));
      return undefined;
    }
    if (entry.known.value === undefined) return undefined;
    const parsed = parse(entry.known.value);
    if (parsed.ok) return parsed.value;
    const { path = [], expected } = parsed;
    const given = textOf("given" in parsed ? parsed.given : entry.known.value);
    const help = parsed.help === undefined ? {} : { help: parsed.help };
    const span = context.spanOf(placeOf(entry.node, path, evaluate));
    context.report(diagnose("option-invalid", span, { option: [name, ...path].join("."), expected, given }, help));
    return undefined;
  };
  return {
    node,
    read,
    has: (name) => entries.get(name) !== undefined && entries.get(name)?.known?.value !== undefined,
    expressionOf: (name) => expressionIn(entries.get(name)?.node),
    nodeOf: (name) => entries.get(name)?.node ?? node,
  };
}

function expressionIn(node: ts.Node | undefined): ts.Expression | undefined {
  if (node && ts.isPropertyAssignment(node)) return node.initializer;
  return node && ts.isShorthandPropertyAssignment(node) ? node.name : undefined;
}

function entriesOf(expression: ts.Expression, owner: string, evaluate: Evaluate, context: DefineContext): Map<string, Entry> {
  const entries = new Map<string, Entry>();
  const plain = unwrap(expression);
  const addAll = (from: ts.Expression) => {
    const known = evaluate(from);
    if (known === undefined || typeof known.value !== "object") {
      context.report(diagnose("options-not-constant", context.spanOf(from), { owner }));
      return;
    }
    for (const [name, value] of Object.entries(known.value ?? {})) entries.set(name, { node: from, known: { value } });
  };
  if (!ts.isObjectLiteralExpression(plain)) {
    addAll(plain);
    return entries;
  }
  for (const property of plain.properties) {
    if (ts.isSpreadAssignment(property)) {
      addAll(property.expression);
      continue;
    }
    const name = property.name && propertyName(property.name, evaluate);
    if (name === undefined) context.report(diagnose("options-not-constant", context.spanOf(property), { owner }));
    else if (ts.isPropertyAssignment(property)) entries.set(name, { node: property, known: evaluate(property.initializer) });
    else if (ts.isShorthandPropertyAssignment(property)) entries.set(name, { node: property, known: evaluate(property.name) });
    else entries.set(name, { node: property, known: undefined });
  }
  return entries;
}

/** The expression at a path of an option, as far as it is written out here. */
function placeOf(node: ts.Node, path: readonly string[], evaluate: Evaluate): ts.Node {
  const value = ts.isPropertyAssignment(node) ? unwrap(node.initializer) : node;
  const [key, ...rest] = path;
  if (key === undefined || !ts.isObjectLiteralExpression(value)) return value;
  const inner = value.properties.find((property) => property.name && propertyName(property.name, evaluate) === key);
  return inner ? placeOf(inner, rest, evaluate) : value;
}

function textOf(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
