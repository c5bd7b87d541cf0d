// A pipeline's parameters as Airflow's params: each stands alone, with a JSON Schema of its own.
import type { Json, JsonObject, JsonSchema, ParametersPlan } from "../../runtime/contract/index.js";
import type { AirflowParameter } from "./document.js";
import { humanText } from "./python.js";

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The parameters in the author's order. */
export function planParameters(parameters: ParametersPlan): readonly AirflowParameter[] {
  const { properties, required, $defs } = parameters.schema;
  if (!isObject(properties)) return [];
  const needed = new Set(Array.isArray(required) ? required : []);
  return Object.entries(properties).map(([name, property]) => {
    const { default: value, description, ...rest } = isObject(property) ? property : {};
    const optional = value === undefined && !needed.has(name);
    const own = understood(rest) as JsonSchema;
    const schema = optional ? nullable(own) : own;
    return {
      name,
      ...(value === undefined ? (optional ? { value: null } : {}) : { value }),
      ...(typeof description === "string" ? { description: humanText(description) } : {}),
      schema: $defs !== undefined && refers(schema) ? { ...schema, $defs: understood($defs) } : schema,
      optional,
    };
  });
}

/** The same schema, with null allowed: Airflow knows no value that is absent. */
function nullable(schema: JsonSchema): JsonSchema {
  const { type, enum: members } = schema;
  if (typeof type !== "string" || "const" in schema) return { anyOf: [{ type: "null" }, schema] };
  return { ...schema, type: ["null", type], ...(Array.isArray(members) ? { enum: [...members, null] } : {}) };
}

const refers = (schema: Json): boolean =>
  isObject(schema)
    ? "$ref" in schema || Object.values(schema).some(refers)
    : Array.isArray(schema) && schema.some((item: Json) => refers(item));

/**
 * Without the patterns that Python reads otherwise than JavaScript: Airflow checks a little less then, the step process
 * checks all. Properties may bear any name, so they are not taken for keywords.
 */
function understood(schema: Json): Json {
  if (Array.isArray(schema)) return schema.map(understood);
  if (!isObject(schema)) return schema;
  const entries = Object.entries(schema).flatMap(([key, value]): (readonly [string, Json])[] => {
    if (key === "enum" || key === "const" || key === "default" || key === "examples") return [[key, value]];
    if (key === "pattern" && !(typeof value === "string" && readAlike(value))) return [];
    if (key === "patternProperties" && !(isObject(value) && Object.keys(value).every(readAlike))) return [];
    if ((key === "properties" || key === "$defs" || key === "patternProperties") && isObject(value)) {
      return [[key, Object.fromEntries(Object.entries(value).map(([name, of]) => [name, understood(of)]))]];
    }
    return [[key, understood(value)]];
  });
  return Object.fromEntries(entries);
}

/** Whether a pattern keeps to what JavaScript and Python say in the same words: plain ASCII, common classes and groups. */
function readAlike(pattern: string): boolean {
  const unlike =
    /[^\x20-\x7e]|\(\?(?![:=!])|\\[A-Za-z0-9](?<!\\[dwsbnrtfv])|\[\^?\]|\[\^[^\]]*\\[dws]|\[[^\]]*\[|\{,|[*+?}]\+|--|&&|\|\||~~/;
  if (unlike.test(pattern)) return false;
  try {
    new RegExp(pattern, "u");
    return true;
  } catch {
    return false;
  }
}
