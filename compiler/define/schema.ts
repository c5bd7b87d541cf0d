// Types → JSON Schema (draft 2020-12), for types whose codec is JSON. Equal types give equal text, whatever else the program holds.
import { ts } from "ts-morph";
import { canonicalJson, type Json, type JsonSchema } from "../../runtime/contract/index.js";
import type { DefineContext } from "./context.js";
import { constraintsOf, descriptionOf, tagsOf } from "./jsdoc.js";
import { type Field, kindOf, type TupleItem } from "./typeKind.js";

export interface SchemaUse {
  /** Unknown properties are refused: parameters. Outputs may hold more than their type says, as TypeScript's values may. */
  readonly closed: boolean;
  /** JSDoc becomes `description`: parameters. An output's schema must not change with a comment. */
  readonly described: boolean;
}

/** The schema of a type that is JSON-shaped. */
export function schemaOf(type: ts.Type, use: SchemaUse, context: DefineContext): JsonSchema {
  const definitions = new Map<ts.Type, Definition>();
  const root = walk(type, { use, context, definitions });
  return assemble(root, definitions);
}

interface Definition {
  readonly name: string;
  uses: number;
  recursive: boolean;
  schema: Schema | undefined;
}
type Schema = { readonly [key: string]: Json };
interface Walk {
  readonly use: SchemaUse;
  readonly context: DefineContext;
  readonly definitions: Map<ts.Type, Definition>;
}

function walk(type: ts.Type, at: Walk, optional = false): Schema {
  const members = optional && type.isUnion() ? type.types.filter((member) => !(member.flags & ts.TypeFlags.Undefined)) : [];
  if (members.length === 1) return walk(members[0] as ts.Type, at);
  const kind = kindOf(type, at.context, optional);
  switch (kind.kind) {
    case "null":
      return { type: "null" };
    case "primitive":
      return primitive(type, at.context.checker);
    case "union":
      return union(kind.members, at);
    case "array":
      return { type: "array", items: walk(kind.items, at) };
    case "tuple":
      return tuple(kind.items, at);
    case "object":
      return named(type, at, () => object(kind.fields, kind.index, at));
    default:
      // Not reached for types whose codec is JSON; what is no JSON has no schema to fail.
      return {};
  }
}

function primitive(type: ts.Type, checker: ts.TypeChecker): Schema {
  const F = ts.TypeFlags;
  if (type.isIntersection()) {
    const part = type.types.find((one) => one.flags & (F.StringLike | F.NumberLike | F.BooleanLike));
    return part ? primitive(part, checker) : {};
  }
  if (type.isStringLiteral() || type.isNumberLiteral()) return { const: type.value };
  if (type.flags & F.BooleanLiteral) return { const: checker.typeToString(type) === "true" };
  if (type.flags & F.TemplateLiteral) return { type: "string", pattern: templatePattern(type as ts.TemplateLiteralType) };
  if (type.flags & F.StringLike) return { type: "string" };
  return { type: type.flags & F.BooleanLike ? "boolean" : "number" };
}

function templatePattern(type: ts.TemplateLiteralType): string {
  const quoted = type.texts.map((text) => text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&"));
  const holes = type.types.map((hole) => holePattern(hole));
  return `^${quoted.map((text, index) => text + (holes[index] ?? "")).join("")}$`;
}

function holePattern(hole: ts.Type): string {
  if (hole.flags & ts.TypeFlags.Number) return "[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?";
  if (hole.flags & ts.TypeFlags.BigInt) return "-?\\d+";
  return "[\\s\\S]*";
}

function union(members: readonly ts.Type[], at: Walk): Schema {
  const schemas = members.map((member) => walk(member, at));
  const constants = schemas.flatMap((schema) => (schema.const === undefined ? [] : [schema.const]));
  const isNullable = schemas.some((schema) => schema.type === "null");
  const isBoolean = constants.includes(true) && constants.includes(false);
  const literals = isBoolean ? constants.filter((value) => typeof value !== "boolean") : constants;
  const parts: Schema[] = schemas.filter((schema) => schema.const === undefined && schema.type !== "null");
  if (isBoolean) parts.push({ type: "boolean" });
  if (literals.length > 0) parts.push(enumeration(literals));
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return isNullable ? nullable(only) : only;
  if (isNullable) parts.push({ type: "null" });
  return { anyOf: sorted(parts) };
}

/** The checker's order of a union depends on what it saw before; sorted, equal types give equal schemas. */
function sorted<T extends Json>(values: readonly T[]): readonly T[] {
  return [...values].sort((a, b) => {
    if (typeof a === "number" && typeof b === "number") return a - b;
    const [left, right] = [canonicalJson(a), canonicalJson(b)];
    return left < right ? -1 : left > right ? 1 : 0;
  });
}

function enumeration(values: readonly Json[]): Schema {
  const [first] = values;
  const type = values.every((value) => typeof value === typeof first) ? { type: typeof first as string } : {};
  return values.length === 1 && first !== undefined ? { const: first } : { ...type, enum: sorted(values) };
}

function nullable(schema: Schema): Schema {
  if (schema.const !== undefined) return { enum: [schema.const, null] };
  if (Array.isArray(schema.enum)) {
    const type = typeof schema.type === "string" ? { type: [schema.type, "null"] } : {};
    return { ...type, enum: [...schema.enum, null] };
  }
  return typeof schema.type === "string" ? { ...schema, type: [schema.type, "null"] } : { anyOf: [schema, { type: "null" }] };
}

function tuple(items: readonly TupleItem[], at: Walk): Schema {
  const fixed = items.findIndex((item) => item.rest);
  const head = fixed < 0 ? items : items.slice(0, fixed);
  const rest = fixed < 0 ? undefined : (items[fixed] as TupleItem);
  return {
    type: "array",
    ...(head.length > 0 ? { prefixItems: head.map((item) => walk(item.type, at, item.optional)) } : {}),
    // What follows a rest element in the middle has no place that a schema could name.
    items: rest === undefined ? false : fixed === items.length - 1 ? walk(rest.type, at) : true,
    minItems: items.filter((item) => !item.rest && !item.optional).length,
  };
}

function object(fields: readonly Field[], index: ts.Type | undefined, at: Walk): Schema {
  const properties = fields.map((field) => [field.name, property(field, at)] as const);
  const required = fields.filter((field) => !field.optional).map((field) => field.name);
  return {
    type: "object",
    properties: Object.fromEntries(properties),
    ...(required.length > 0 ? { required: sorted(required) } : {}),
    ...(index ? { additionalProperties: walk(index, at) } : at.use.closed ? { additionalProperties: false } : {}),
  };
}

/** The schema of a field, with its JSDoc. */
function property(field: Field, at: Walk): Schema {
  const schema = walk(field.type, at, field.optional);
  const node = field.symbol.valueDeclaration ?? field.symbol.declarations?.[0];
  const constraints = node ? constraintsOf(tagsOf(field.symbol, at.context), node, at.context) : {};
  const description = at.use.described ? descriptionOf(field.symbol, at.context) : undefined;
  return { ...schema, ...constrain(schema, constraints), ...(description === undefined ? {} : { description }) };
}

/** `@integer` narrows a number's type, also where null is allowed. */
function constrain(schema: Schema, constraints: Record<string, Json>): Schema {
  if (constraints.type !== "integer" || !Array.isArray(schema.type)) return constraints;
  return { ...constraints, type: schema.type.map((one) => (one === "number" ? "integer" : one)) };
}

/** Object types are defined once and referred to; `assemble` puts those in place that are used once. */
function named(type: ts.Type, at: Walk, make: () => Schema): Schema {
  const known = at.definitions.get(type);
  if (known) {
    known.uses += 1;
    if (known.schema === undefined) known.recursive = true;
    return reference(known.name);
  }
  const definition: Definition = { name: nameFor(type, at), uses: 1, recursive: false, schema: undefined };
  at.definitions.set(type, definition);
  definition.schema = make();
  return reference(definition.name);
}

const reference = (name: string): Schema => ({ $ref: `#/$defs/${name}` });

function nameFor(type: ts.Type, at: Walk): string {
  const symbol = type.aliasSymbol ?? type.symbol;
  const anonymous = symbol === undefined || symbol.name.startsWith("__");
  const text = anonymous ? "Object" : at.context.checker.typeToString(type, undefined, ts.TypeFormatFlags.None);
  const base =
    text
      .replace(/[^A-Za-z0-9]+/g, "_")
      .replace(/^_|_$/g, "")
      .slice(0, 40) || "Object";
  const taken = new Set([...at.definitions.values()].map((one) => one.name));
  let name = base;
  for (let count = 2; taken.has(name); count++) name = `${base}_${count}`;
  return name;
}

function assemble(root: Schema, definitions: ReadonlyMap<ts.Type, Definition>): JsonSchema {
  const byReference = new Map([...definitions.values()].map((one) => [`#/$defs/${one.name}`, one]));
  const inline = (value: Json): Json => {
    if (Array.isArray(value)) return value.map(inline);
    if (value === null || typeof value !== "object") return value;
    const { $ref, ...rest } = value as Schema;
    const definition = typeof $ref === "string" ? byReference.get($ref) : undefined;
    const entries = Object.fromEntries(Object.entries(rest).map(([key, item]) => [key, inline(item)]));
    if (definition === undefined) return $ref === undefined ? entries : { $ref: inline($ref), ...entries };
    if (isKept(definition)) return { $ref: $ref as string, ...entries };
    return { ...(inline(definition.schema ?? {}) as Schema), ...entries };
  };
  const kept = [...definitions.values()].filter(isKept);
  // The root stands open even if it is also referred to: readers of parameters look for its properties.
  const top = typeof root.$ref === "string" ? byReference.get(root.$ref) : undefined;
  const schema = inline(top?.schema ?? root) as Schema;
  if (kept.length === 0) return schema;
  return { ...schema, $defs: Object.fromEntries(kept.map((one) => [one.name, inline(one.schema ?? {})])) };
}

const isKept = (definition: Definition) => definition.recursive || definition.uses > 1;
