// A run's parameters as the inputs of `workflow_dispatch` that the step process reads as the same again.
import {
  isLeftOutWhenEmpty,
  type JsonObject,
  type ParametersPlan,
  propertiesOf,
  textKindsOf,
} from "../../runtime/contract/index.js";
import { isExact, planInputs, wholeInput } from "../../targets/github/inputs.js";
import { limits } from "../../targets/github/limits.js";
import { cliError } from "../exit.js";

/** Texts, whatever the input's type: GitHub makes of them what they mean. @throws CliError where it would change a value, or takes no more. */
export function dispatchInputs(parameters: ParametersPlan, values: JsonObject): Readonly<Record<string, string>> {
  const { inputs, whole } = planInputs(parameters);
  const texts = whole ? { [wholeInput]: JSON.stringify(values) } : textsOf(parameters, values, inputs);
  const length = JSON.stringify(texts).length;
  if (length > limits.inputsLength) {
    throw cliError(`The parameters have ${length} characters, and GitHub takes ${limits.inputsLength} of all inputs of a run.`);
  }
  return texts;
}

function textsOf(
  { schema }: ParametersPlan,
  values: JsonObject,
  inputs: ReturnType<typeof planInputs>["inputs"],
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      if (inputs[name]?.type === "number" && typeof value === "number" && !isExact(value)) {
        throw cliError(
          `The parameter "${name}" has more digits than GitHub keeps of a number, which is ${limits.digits}: ${value}.`,
        );
      }
      const { strings, others } = textKindsOf(propertiesOf(schema)[name] ?? {}, schema);
      // An empty text would leave it out.
      const isPlain = typeof value === "string" && strings && !others && !isLeftOutWhenEmpty(schema, name);
      if (isPlain && /\p{Surrogate}/u.test(value)) {
        throw cliError(`The parameter "${name}" has half of a character (a lone surrogate), which no step process can be given.`);
      }
      return [name, isPlain ? value : JSON.stringify(value)];
    }),
  );
}
