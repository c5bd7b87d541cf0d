// Values as lowering knows them: how to say a value in the structure, and what is known of it besides.
import type { ts } from "ts-morph";
import type { Expression, Json, ListItem, VariableId } from "../../runtime/contract/index.js";
import type { PromiseToken } from "./context.js";

export interface Value {
  readonly expression: Expression;
  /** The value itself, where it is known at compile time. */
  readonly constant?: { readonly value: Json };
  /** Its elements, where it is a list whose length is known. They travel beside the value, so that a selection depends on one only. */
  readonly elements?: readonly Value[];
  /** Its fields, where it is an object whose keys are known. */
  readonly fields?: ReadonlyMap<string, Value>;
  /** Made here and known by one name: writing to it is a new version of that name. */
  readonly fresh?: boolean;
  /** A function of the pipeline's body: no value, carried as text where it is used. */
  readonly function?: ts.ArrowFunction | ts.FunctionExpression | ts.FunctionDeclaration;
  /** A call not awaited yet; with `list`, a list of such. */
  readonly promise?: { readonly token: PromiseToken; readonly list: boolean };
  /** A caught error: its name and message can be read, and it can be thrown again. */
  readonly error?: true;
  /** Something was reported about it: say no more. */
  readonly broken?: true;
}

export const undefinedValue: Value = { expression: { kind: "undefined" } };
export const brokenValue: Value = { expression: { kind: "undefined" }, broken: true };

/** The value of a variable. */
export function referenceTo(variable: VariableId): Value {
  return { expression: { kind: "reference", variable } };
}

/** A constant, with its elements and fields. */
export function constantValue(value: Json): Value {
  const base = { expression: { kind: "literal", value } as const, constant: { value } };
  if (Array.isArray(value)) return { ...base, elements: value.map(constantValue) };
  if (value !== null && typeof value === "object") {
    return { ...base, fields: new Map(Object.entries(value).map(([key, item]) => [key, constantValue(item)])) };
  }
  return base;
}

/** A list of known elements. */
export function listValue(values: readonly Value[]): Value {
  const elements = values.map(shared);
  return withBroken(elements, { expression: { kind: "list", items: elements.map((element) => element.expression) }, elements });
}

/** A list with parts of unknown length. */
export function openList(items: readonly ListItem[]): Value {
  return { expression: { kind: "list", items } };
}

/** An object of known fields. */
export function objectValue(values: ReadonlyMap<string, Value>): Value {
  const fields = new Map(inOrder([...values]).map(([key, value]) => [key, shared(value)]));
  const entries = [...fields].map(([key, value]) => ({ key, value: value.expression }));
  return withBroken([...fields.values()], { expression: { kind: "object", entries }, fields });
}

/** JavaScript's order of properties: indexes first, ascending, then names as they were written. */
function inOrder(entries: readonly (readonly [string, Value])[]): readonly (readonly [string, Value])[] {
  const indexes = entries.filter(([key]) => isIndex(key)).sort(([a], [b]) => Number(a) - Number(b));
  return indexes.length === 0 ? entries : [...indexes, ...entries.filter(([key]) => !isIndex(key))];
}

const isIndex = (key: string): boolean => /^(0|[1-9]\d{0,9})$/.test(key) && Number(key) < 2 ** 32 - 1;

function withBroken(parts: readonly Value[], value: Value): Value {
  return parts.some((part) => part.broken) ? { ...value, broken: true } : value;
}

/** `value[key]`, by what is known of the value. */
export function selectFrom(value: Value, key: string | number, optional = false): Value {
  const known = knownSelection(value, key);
  if (known) return known;
  if (value.broken) return brokenValue;
  return { expression: { kind: "select", from: value.expression, key, ...(optional ? { optional: true } : {}) } };
}

/** The field or element that is known, if it is. */
export function knownSelection(value: Value, key: string | number): Value | undefined {
  if (value.fields) {
    const field = value.fields.get(String(key));
    if (field) return field;
    return Object.hasOwn(Object.prototype, key) ? undefined : undefinedValue;
  }
  if (value.elements) {
    if (key === "length") return constantValue(value.elements.length);
    const index = typeof key === "number" ? key : /^(0|[1-9]\d*)$/.test(key) ? Number(key) : -1;
    return Number.isInteger(index) && index >= 0 ? (value.elements[index] ?? undefinedValue) : undefined;
  }
  return undefined;
}

/** Without the right to write to it: it has got a second name. */
export function shared(value: Value): Value {
  if (!value.fresh) return value;
  const { fresh: _, ...rest } = value;
  return rest;
}

/** True where the expression is cheap and pure structure: no code, so that it may be said twice. */
export function isPlain(expression: Expression): boolean {
  switch (expression.kind) {
    case "glue":
      return false;
    case "select":
      return isPlain(expression.from);
    case "list":
      return expression.items.every((item) => isPlain(item.kind === "spread" ? item.of : item));
    case "object":
      return expression.entries.every((entry) => isPlain(entry.value));
    case "not":
      return isPlain(expression.of);
    case "and":
      return expression.all.every(isPlain);
    case "or":
      return expression.any.every(isPlain);
    default:
      return true;
  }
}

/** Equal by construction: the same variable, selection or constant. */
export function sameExpression(a: Expression, b: Expression): boolean {
  if (a === b) return true;
  if (a.kind === "reference" && b.kind === "reference") return a.variable === b.variable;
  if (a.kind === "undefined" && b.kind === "undefined") return true;
  if (a.kind === "literal" && b.kind === "literal") {
    return a.value === b.value || (typeof a.value === "object" && JSON.stringify(a.value) === JSON.stringify(b.value));
  }
  if (a.kind === "select" && b.kind === "select") {
    return a.key === b.key && a.optional === b.optional && sameExpression(a.from, b.from);
  }
  return false;
}
