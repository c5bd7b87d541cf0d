// A pipeline's parameters as Argo's: each a text.
import {
  isLeftOutWhenEmpty,
  type Json,
  type JsonSchema,
  type ParametersPlan,
  propertiesOf,
  textKindsOf,
} from "../../runtime/contract/index.js";
import { humanText } from "../yaml/human.js";
import type { WorkflowParameter } from "./document.js";

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

function membersOf(schema: JsonSchema): readonly Json[] | undefined {
  if (Array.isArray(schema.enum)) return schema.enum;
  return schema.type === "boolean" ? [true, false] : undefined;
}
