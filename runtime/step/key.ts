// The key of a call: everything that decides whether its result is known.
import { canonicalJson, digestOf, type KeyParts, type StepPlan } from "../contract/index.js";
import { digestOfValue } from "../values/index.js";

/** The key of a step called with these arguments. */
export function keyOf(step: StepPlan, values: readonly unknown[]): KeyParts {
  const parts: Omit<KeyParts, "key"> = {
    code: step.code,
    arguments: values.map((value, position) => digestOfValue(value, `arguments[${position}]`)),
    env: step.env,
    version: step.cache.version ?? null,
    codec: digestOf(canonicalJson(step.output)),
  };
  return { key: digestOf(canonicalJson(parts)), ...parts };
}
