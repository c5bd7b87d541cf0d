// Parameters that an engine was given as texts, read by their schemas.
import {
  isLeftOutWhenEmpty,
  type Json,
  type JsonObject,
  type JsonSchema,
  propertiesOf,
  type TextKinds,
  textKindsOf,
} from "../contract/index.js";
import { fatal } from "./failure.js";

/**
 * The object that texts mean. A text of a parameter that takes only strings is that string. Otherwise it is JSON; where strings are
 * allowed too, what is no JSON is a string. An empty text leaves out what `isLeftOutWhenEmpty` says, and what takes no string; where a
 * string may be left out, a text that begins with `"` is JSON, so that an empty one can be said. What the schema does not know stays a
 * string, for validation to refuse.
 * @throws TaskFailure, fatal: a text that is no JSON where that is wanted.
 */
export function readParameterTexts(texts: Readonly<Record<string, string>>, schema: JsonSchema): JsonObject {
  const properties = propertiesOf(schema);
  const entries = Object.entries(texts).flatMap(([name, text]): (readonly [string, Json])[] => {
    const property = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (property === undefined) return [[name, text]];
    const kinds = textKindsOf(property, schema);
    const leaves = isLeftOutWhenEmpty(schema, name);
    if (text === "" && (leaves || !kinds.strings)) return [];
    return [[name, kinds.strings && !kinds.others && !(leaves && text.startsWith('"')) ? text : readJson(name, text, kinds)]];
  });
  return Object.fromEntries(entries);
}

function readJson(name: string, text: string, { strings, others }: TextKinds): Json {
  try {
    const value = JSON.parse(text) as Json;
    return others || typeof value === "string" ? value : text;
  } catch (error) {
    if (strings) return text;
    throw fatal(`The parameter "${name}" needs to be JSON, got ${JSON.stringify(text)}: ${(error as Error).message}.`);
  }
}
