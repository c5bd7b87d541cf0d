// A pipeline's parameters as the inputs of `workflow_dispatch`: typed, with the author's descriptions and defaults.
import {
  isLeftOutWhenEmpty,
  type Json,
  type JsonSchema,
  type ParametersPlan,
  propertiesOf,
  type TextKinds,
  textKindsOf,
} from "../../runtime/contract/index.js";
import { humanText } from "../yaml/human.js";
import { expression } from "./condition.js";
import type { WorkflowInput } from "./document.js";
import { idPattern, repeated } from "./inspect/texts.js";
import { limits } from "./limits.js";

/** The one input that holds all parameters, where they cannot be inputs of their own. */
export const wholeInput = "parameters";

export interface Inputs {
  readonly inputs: Readonly<Record<string, WorkflowInput>>;
  /** All parameters are one input, of JSON. */
  readonly whole: boolean;
}

/** Why the parameters are one input; null where each is one. */
export function wholeReason({ schema }: ParametersPlan): string | null {
  const names = Object.keys(propertiesOf(schema));
  if (names.length > limits.inputs) return `there are ${names.length}, and GitHub takes ${limits.inputs}`;
  const odd = names.find((name) => !idPattern.test(name));
  if (odd !== undefined) return `"${odd}" is no name that GitHub takes`;
  const [twice] = repeated(names);
  if (twice !== undefined) return `GitHub does not tell "${twice}" from another one of small or capital letters`;
  // Whoever starts a run sends all of them.
  const length = JSON.stringify(Object.values(inputsOf(schema)).map((one) => one.default ?? "")).length;
  return length <= limits.inputsLength
    ? null
    : `their defaults have ${length} characters, and GitHub takes ${limits.inputsLength}`;
}

/** The parameters in the author's order. */
export function planInputs(parameters: ParametersPlan): Inputs {
  if (wholeReason(parameters) !== null) {
    const description = "The parameters as one JSON object";
    return { inputs: { [wholeInput]: { description, type: "string", default: "{}" } }, whole: true };
  }
  return { inputs: inputsOf(parameters.schema), whole: false };
}

const inputsOf = (schema: JsonSchema): Inputs["inputs"] =>
  Object.fromEntries(Object.entries(propertiesOf(schema)).map(([name, property]) => [name, planInput(name, property, schema)]));

function planInput(name: string, property: JsonSchema, schema: JsonSchema): WorkflowInput {
  const kinds = textKindsOf(property, schema);
  const leaves = isLeftOutWhenEmpty(schema, name);
  const value = leaves || !("default" in property) ? undefined : (property.default as Json);
  const required = value === undefined && !leaves;
  const description = typeof property.description === "string" ? humanText(property.description).trim() : "";
  const about = description === "" ? {} : { description };
  const needed = required ? { required: true as const } : {};
  const options = optionsOf(property, kinds);
  if (options !== null && !leaves) {
    return { ...about, type: "choice", ...needed, ...(value === undefined ? {} : { default: textOf(value, kinds) }), options };
  }
  if (property.type === "boolean" && typeof value === "boolean") return { ...about, type: "boolean", default: value };
  if ((property.type === "number" || property.type === "integer") && !leaves && (value === undefined || isExact(value))) {
    return { ...about, type: "number", ...needed, ...(value === undefined ? {} : { default: value as number }) };
  }
  return { ...about, type: "string", ...needed, ...(value === undefined ? {} : { default: textOf(value, kinds) }) };
}

/** What the step process reads as this value. */
const textOf = (value: Json, { strings, others }: TextKinds): string =>
  strings && !others && typeof value === "string" ? value : JSON.stringify(value);

/** Choices that are plain words; null where there are none, or others. */
function optionsOf({ enum: members, type }: JsonSchema, kinds: TextKinds): readonly string[] | null {
  const all = Array.isArray(members) ? members : type === "boolean" ? [true, false] : [];
  if (type === "boolean" && !Array.isArray(members)) return null;
  const texts = all.map((member) => textOf(member as Json, kinds));
  return texts.length > 0 && texts.every((text) => /^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/.test(text) && !text.includes("{{"))
    ? texts
    : null;
}

/** Whether GitHub keeps all digits of a number. */
export const isExact = (value: Json): boolean => typeof value === "number" && Number(value.toPrecision(limits.digits)) === value;

/** What the step process is told of them. */
export const inputsText = ({ whole }: Inputs): string => expression(whole ? `inputs.${wholeInput}` : "toJSON(inputs)");
