// A run's parameters as the inputs of `workflow_dispatch` that the step process reads as the same again.
import {
  isLeftOutWhenEmpty,
  type JsonObject,
  type ParametersPlan,
  propertiesOf,
  textKindsOf,
} from "../../runtime/contract/index.js";
import { planInputs, wholeInput } from "../../targets/github/inputs.js";
import { cliError } from "../exit.js";

/** Characters of all inputs together. https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#workflow_dispatch */
const maxLength = 65_535;
/** What GitHub keeps of a number. */
const digits = 15;

/** Texts, whatever the input's type: GitHub makes of them what they mean. @throws CliError where it would change a value, or takes no more. */
export function dispatchInputs(parameters: ParametersPlan, values: JsonObject): Readonly<Record<string, string>> {
  const { inputs, whole } = planInputs(parameters);
  const texts = whole ? { [wholeInput]: JSON.stringify(values) } : textsOf(parameters, values, inputs);
  const length = JSON.stringify(texts).length;
  if (length > maxLength) {
    throw cliError(`The parameters have ${length} characters, and GitHub takes ${maxLength} of all inputs of a run.`);
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
      if (inputs[name]?.type === "number" && typeof value === "number" && Number(value.toPrecision(digits)) !== value) {
        throw cliError(`The parameter "${name}" has more digits than GitHub keeps of a number, which is ${digits}: ${value}.`);
      }
      const { strings, others } = textKindsOf(propertiesOf(schema)[name] ?? {}, schema);
      // An empty text would leave it out.
      const isPlain = typeof value === "string" && strings && !others && !isLeftOutWhenEmpty(schema, name);
      return [name, isPlain ? value : JSON.stringify(value)];
    }),
  );
}
