// Parameters of a run: from the command line and a file, parsed and checked by the pipeline's own schema before anything runs.
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { ErrorObject } from "ajv";
import type { Json, JsonObject, JsonSchema } from "../runtime/contract/index.js";
import { cliError } from "./exit.js";
import { didYouMean } from "./suggestion.js";

interface ObjectSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
}

/** Reads `--params FILE` and `--param name=value`; the latter win. @throws CliError naming the parameter and what it must be. */
export async function readParameters(
  cwd: string,
  schema: JsonSchema,
  options: { readonly param: readonly string[]; readonly params?: string },
): Promise<JsonObject> {
  const fromFile = options.params === undefined ? {} : await readParametersFile(resolve(cwd, options.params), options.params);
  const parameters: Record<string, Json> = { ...fromFile };
  const { properties = {} } = schema as ObjectSchema;
  for (const text of options.param) {
    const equals = text.indexOf("=");
    if (equals < 1) throw cliError(`--param takes "name=value", not "${text}".`);
    const name = text.slice(0, equals);
    parameters[name] = parseValue(text.slice(equals + 1), properties[name]);
  }
  await check(schema, parameters);
  return parameters;
}

async function readParametersFile(path: string, shown: string): Promise<JsonObject> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    throw cliError(`The parameters file "${shown}" cannot be read: ${(error as Error).message}.`);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw cliError(`The parameters file "${shown}" is not JSON: ${(error as Error).message}.`);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw cliError(`The parameters file "${shown}" must hold one JSON object.`);
  }
  return value as JsonObject;
}

/** A text where the schema takes nothing but texts, else JSON where it is JSON. */
function parseValue(text: string, schema: JsonSchema | undefined): Json {
  if (schema !== undefined && onlyText(schema)) return text;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

function onlyText(schema: JsonSchema): boolean {
  const alternatives = (schema.anyOf ?? schema.oneOf) as readonly JsonSchema[] | undefined;
  if (alternatives) return alternatives.every(onlyText);
  if (Array.isArray(schema.enum)) return schema.enum.every((value) => typeof value === "string");
  if ("const" in schema) return typeof schema.const === "string";
  return schema.type === "string";
}

async function check(schema: JsonSchema, parameters: JsonObject): Promise<void> {
  const [{ Ajv2020 }, formats] = await Promise.all([import("ajv/dist/2020.js"), import("ajv-formats")]);
  const ajv = new Ajv2020({ allErrors: true, strict: false, useDefaults: true });
  formats.default.default(ajv);
  const validate = ajv.compile(schema as object);
  if (validate(structuredClone(parameters))) return;
  const names = Object.keys((schema as ObjectSchema).properties ?? {});
  const messages = (validate.errors ?? []).filter(isOwn).map((error) => sentence(error, names, parameters));
  const usage = names.length === 0 ? "The pipeline takes no parameters." : `The pipeline takes: ${names.join(", ")}.`;
  throw cliError([...new Set(messages)].join("\n"), { help: usage });
}

/** Leaves out errors that only say that an alternative did not fit. */
function isOwn(error: ErrorObject): boolean {
  return error.keyword !== "if";
}

function sentence(error: ErrorObject, names: readonly string[], parameters: JsonObject): string {
  const path = error.instancePath
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
  if (error.keyword === "additionalProperties" && path.length === 0) {
    const name = String(error.params.additionalProperty);
    return `There is no parameter "${name}".${didYouMean(name, names)}`;
  }
  if (error.keyword === "required" && path.length === 0) return `The parameter "${error.params.missingProperty}" is needed.`;
  const value = path.reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], parameters);
  const allowed =
    error.keyword === "enum"
      ? `: ${(error.params.allowedValues as unknown[]).map((item) => JSON.stringify(item)).join(", ")}`
      : "";
  return `The parameter "${path.join(".")}" ${error.message}${allowed}, not ${JSON.stringify(value)}.`;
}
