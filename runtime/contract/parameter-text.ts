// Parameters as texts, for engines that know only texts: what a text of each may be, and which may be left out by an empty one.
import type { JsonSchema } from "./json.js";

/** What a schema lets through. */
export interface TextKinds {
  readonly strings: boolean;
  /** Whatever is no string. */
  readonly others: boolean;
}

/**
 * Whether an empty text leaves this parameter out, so that its default counts or it has no value: it may be absent and has no default, or
 * one that no text can carry to an engine that evaluates `{{…}}` wherever it stands.
 * @param schema of the object of parameters.
 */
export function isLeftOutWhenEmpty(schema: JsonSchema, name: string): boolean {
  const property = propertiesOf(schema)[name];
  if (property !== undefined && "default" in property) return JSON.stringify(property.default).includes("{{");
  return !(Array.isArray(schema.required) && schema.required.includes(name));
}

/**
 * A parameter that takes only strings is given as it stands, all others as JSON.
 * @param root holds the definitions that `schema` names.
 */
export function textKindsOf(schema: JsonSchema, root: JsonSchema, depth = 0): TextKinds {
  // Definitions that go round in a circle say nothing more.
  if (depth > 50) return anything;
  const { $ref, type } = schema;
  if (typeof $ref === "string") {
    const name = $ref
      .replace(/^#\/\$defs\//, "")
      .replaceAll("~1", "/")
      .replaceAll("~0", "~");
    const found = (root.$defs as Readonly<Record<string, JsonSchema>> | undefined)?.[name];
    return found ? textKindsOf(found, root, depth + 1) : anything;
  }
  if ("const" in schema) return kindsOfValues([schema.const]);
  if (Array.isArray(schema.enum)) return kindsOfValues(schema.enum);
  if (typeof type === "string") return { strings: type === "string", others: type !== "string" };
  if (Array.isArray(type)) return { strings: type.includes("string"), others: type.some((one) => one !== "string") };
  const parts = schema.anyOf ?? schema.oneOf;
  if (!Array.isArray(parts)) return anything;
  const all = (parts as readonly JsonSchema[]).map((part) => textKindsOf(part, root, depth + 1));
  return { strings: all.some(({ strings }) => strings), others: all.some(({ others }) => others) };
}

const anything: TextKinds = { strings: true, others: true };

const kindsOfValues = (values: readonly unknown[]): TextKinds => ({
  strings: values.some((value) => typeof value === "string"),
  others: values.some((value) => typeof value !== "string"),
});

/** The schemas of the parameters, by name. */
export const propertiesOf = (schema: JsonSchema): Readonly<Record<string, JsonSchema>> =>
  (schema.properties ?? {}) as Readonly<Record<string, JsonSchema>>;
