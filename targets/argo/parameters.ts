// A pipeline's parameters as Argo's: each a text.
import {
  isLeftOutWhenEmpty,
  type Json,
  type JsonObject,
  type JsonSchema,
  type ParametersPlan,
  propertiesOf,
  textKindsOf,
} from "../../runtime/contract/index.js";
import type { WorkflowParameter } from "./document.js";
import { humanText } from "../yaml/human.js";

/** Names that Argo takes. */
export const parameterName = /^[A-Za-z0-9_-]+$/;

/** The parameters in the author's order. */
export function planParameters({ schema }: ParametersPlan): readonly WorkflowParameter[] {
  return Object.entries(propertiesOf(schema)).map(([name, property]) => {
    const { strings, others } = textKindsOf(property, schema);
    const leaves = isLeftOutWhenEmpty(schema, name);
    const textOf = (value: Json): string =>
      strings && !others && typeof value === "string" && !(leaves && value.startsWith('"')) ? value : JSON.stringify(value);
    const value = leaves ? "" : "default" in property ? textOf(property.default as Json) : undefined;
    const members = membersOf(property)?.map(textOf);
    const choices = members && leaves ? ["", ...members] : members;
    return {
      name,
      ...(typeof property.description === "string" ? { description: humanText(property.description) } : {}),
      ...(value === undefined ? {} : { value }),
      ...(choices?.every((text) => !text.includes("{{")) ? { enum: choices } : {}),
    };
  });
}

/** The parameters of a run as the texts that one who submits a workflow writes. */
export function parameterTexts(schema: JsonSchema, parameters: JsonObject): Readonly<Record<string, string>> {
  const textOf = (name: string, value: Json): string => {
    const { strings, others } = textKindsOf(propertiesOf(schema)[name] ?? {}, schema);
    const isPlain = typeof value === "string" && strings && !others;
    return isPlain && !isLeftOutWhenEmpty(schema, name) ? value : JSON.stringify(value);
  };
  return Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, textOf(name, value as Json)]));
}

function membersOf(schema: JsonSchema): readonly Json[] | undefined {
  if (Array.isArray(schema.enum)) return schema.enum;
  return schema.type === "boolean" ? [true, false] : undefined;
}
