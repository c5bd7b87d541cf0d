// A pipeline's single object argument → JSON Schema: types, initialisers, JSDoc.
import { ts } from "ts-morph";
import type { Json, JsonSchema } from "../../runtime/contract/index.js";
import { diagnose } from "../diagnostics/index.js";
import type { FunctionNode } from "./authored.js";
import { codecOf } from "./codec.js";
import { type Evaluate, jsonOf, propertyName } from "./constants.js";
import type { DefineContext } from "./context.js";
import { commentBefore, constraintsOf } from "./jsdoc.js";
import { schemaOf } from "./schema.js";
import { kindOf } from "./typeKind.js";

const none: JsonSchema = { type: "object", properties: {}, additionalProperties: false };

/** The schema of a pipeline's parameters; what has no schema is reported and left out. */
export function readParameters(run: FunctionNode, evaluate: Evaluate, context: DefineContext): JsonSchema {
  const [parameter, second] = run.parameters;
  if (parameter === undefined) return none;
  const whole = second ?? (parameter.dotDotDotToken ? parameter : undefined);
  if (whole) {
    context.report(diagnose("parameters-not-object", context.spanOf(whole), { given: "more than one argument" }));
    return none;
  }
  const type = context.checker.getTypeAtLocation(parameter);
  const kind = kindOf(type, context, parameter.initializer !== undefined || parameter.questionToken !== undefined);
  if (kind.kind !== "object") {
    const given = `"${context.checker.typeToString(type)}"`;
    context.report(diagnose("parameters-not-object", context.spanOf(parameter), { given }));
    return none;
  }
  const result = codecOf(type, context);
  const problems = result.ok ? [] : result.problems;
  for (const { path, reason } of problems) {
    context.report(diagnose("parameter-not-json", context.spanOf(parameter), { path: path.replace(/^\./, ""), reason }));
  }
  if (!result.ok) return none;
  if (result.codec.kind !== "leaf" || result.codec.materializer !== "json") {
    const path = kind.fields.find((field) => !isJson(field.type, field.optional, context))?.name ?? "";
    const reason = "a value that JSON does not have";
    context.report(diagnose("parameter-not-json", context.spanOf(parameter), { path, reason }));
    return none;
  }
  const schema = schemaOf(type, { closed: true, described: true }, context) as ObjectSchema;
  return ts.isObjectBindingPattern(parameter.name) ? withBindings(schema, parameter.name, evaluate, context) : schema;
}

type ObjectSchema = JsonSchema & {
  readonly properties: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
};

function isJson(type: ts.Type, optional: boolean, context: DefineContext): boolean {
  const kind = kindOf(type, context, optional);
  if (kind.kind === "primitive" || kind.kind === "null") return true;
  if (kind.kind === "union")
    return kind.members.every((member) => (optional && isUndefined(member)) || isJson(member, false, context));
  const result = codecOf(type, context);
  return result.ok && result.codec.kind === "leaf" && result.codec.materializer === "json";
}

const isUndefined = (type: ts.Type) => (type.flags & ts.TypeFlags.Undefined) !== 0;

/** Adds what the destructuring says: `{ limit = 10 }` is a default and makes the parameter optional, JSDoc on it describes it. */
function withBindings(
  schema: ObjectSchema,
  pattern: ts.ObjectBindingPattern,
  evaluate: Evaluate,
  context: DefineContext,
): JsonSchema {
  const properties: Record<string, JsonSchema> = { ...schema.properties };
  const optional = new Set<string>();
  for (const element of pattern.elements) {
    if (element.dotDotDotToken) continue;
    const name = element.propertyName
      ? propertyName(element.propertyName, evaluate)
      : ts.isIdentifier(element.name)
        ? element.name.text
        : undefined;
    const property = name === undefined ? undefined : properties[name];
    if (name === undefined || property === undefined) continue;
    const { description, tags } = commentBefore(element);
    const constraints = constraintsOf(tags, element, context);
    const value = element.initializer && jsonOf(evaluate(element.initializer));
    if (element.initializer) optional.add(name);
    properties[name] = {
      ...property,
      ...constraints,
      ...(description === undefined ? {} : { description }),
      ...(value ? { default: value.value } : {}),
    };
    if (value) checkDefault(name, value.value, properties[name] ?? {}, element, context);
  }
  const required = (schema.required ?? []).filter((name) => !optional.has(name));
  const { required: _, ...rest } = schema;
  return { ...rest, properties, ...(required.length > 0 ? { required } : {}) };
}

/** TypeScript has checked the default's type; the tags' constraints are checked here. */
function checkDefault(name: string, value: Json, schema: JsonSchema, node: ts.Node, context: DefineContext): void {
  const broken = Object.entries(schema).find(([keyword, limit]) => isBroken(keyword, value, limit));
  if (broken === undefined) return;
  const [constraint, limit] = broken;
  const parameters = { name, value: JSON.stringify(value), constraint, limit: JSON.stringify(limit) };
  context.report(diagnose("parameter-default-invalid", context.spanOf(node), parameters));
}

function isBroken(keyword: string, value: Json, limit: Json): boolean {
  if (typeof value === "number" && typeof limit === "number") {
    if (keyword === "minimum") return value < limit;
    if (keyword === "maximum") return value > limit;
    if (keyword === "exclusiveMinimum") return value <= limit;
    if (keyword === "exclusiveMaximum") return value >= limit;
    return keyword === "multipleOf" && !Number.isInteger(value / limit);
  }
  if (keyword === "type" && limit === "integer") return !Number.isInteger(value);
  if (typeof value !== "string") return false;
  if (keyword === "pattern" && typeof limit === "string") return !new RegExp(limit, "u").test(value);
  if (typeof limit !== "number") return false;
  return (keyword === "minLength" && [...value].length < limit) || (keyword === "maxLength" && [...value].length > limit);
}
