// Flaws of a workflow's inputs. act takes any number of any length, of any type, whatever the choices are.
import type { Workflow, WorkflowInput } from "../document.js";
import { isExact } from "../inputs.js";
import { limits } from "../limits.js";
import { idPattern, repeated } from "./texts.js";

export function inputFlaws({ workflow_dispatch: { inputs = {} }, schedule }: Workflow["on"]): readonly string[] {
  const entries = Object.entries(inputs);
  const names = Object.keys(inputs);
  const length = JSON.stringify(entries.map(([, { default: value = "" }]) => value)).length;
  return [
    ...(names.length > limits.inputs ? [`There are ${names.length} inputs, and GitHub takes ${limits.inputs}.`] : []),
    ...(length > limits.inputsLength ? [`The defaults have ${length} characters, and GitHub takes ${limits.inputsLength}.`] : []),
    ...repeated(names).map((name) => `The input "${name}" is there twice.`),
    ...entries.flatMap(([name, input]) => [
      ...(idPattern.test(name) ? [] : [`"${name}" is no name of an input.`]),
      ...choiceFlaws(name, input),
      ...(input.default === undefined || isOfType(input) ? [] : [`The default of the input "${name}" is no ${input.type}.`]),
      // On a schedule nobody gives inputs, and none has its default.
      ...(schedule !== undefined && input.required ? [`A scheduled run lacks the input "${name}".`] : []),
    ]),
  ];
}

function choiceFlaws(name: string, { type, default: value, options }: WorkflowInput): readonly string[] {
  if (type !== "choice") return options === undefined ? [] : [`The input "${name}" has choices and is none.`];
  const all = options ?? [];
  return [
    ...(all.length === 0 ? [`The input "${name}" has no choices.`] : []),
    ...(new Set(all).size < all.length ? [`The input "${name}" has a choice twice.`] : []),
    ...(value === undefined || all.includes(String(value)) ? [] : [`The default of the input "${name}" is none of its choices.`]),
  ];
}

function isOfType({ type, default: value }: WorkflowInput): boolean {
  if (type === "number") return typeof value === "number" && isExact(value);
  return typeof value === (type === "boolean" ? "boolean" : "string");
}
