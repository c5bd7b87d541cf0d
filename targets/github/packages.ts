// Which jobs need the project's packages: most steps are one file, and start faster without.
import type { Codec, Plan, StepPlan } from "../../runtime/contract/index.js";
import type { GithubOptions } from "./options.js";

/** The command that brings them before these steps, or before what stands between steps; undefined: nothing is needed. */
export function installFor(steps: readonly StepPlan[], plan: Plan, { install }: GithubOptions): string | undefined {
  if (steps.length === 0) return gatesNeed(plan) ? (install ?? "npm ci") : undefined;
  if (steps.some(({ packages }) => packages !== undefined)) return install ?? "npm ci";
  // What tfjs computes with comes from the packages that the author has said to bring.
  return steps.some(({ libraries }) => libraries !== undefined) ? install : undefined;
}

/** Expressions may read what a materializer of the author's has stored, with the packages of the step that it belongs to. */
const gatesNeed = ({ steps }: Plan): boolean =>
  Object.values(steps).some(({ packages, output }: StepPlan) => packages !== undefined && hasOwn(output));

function hasOwn(codec: Codec): boolean {
  switch (codec.kind) {
    case "leaf":
      return codec.own !== undefined;
    case "none":
      return false;
    case "record":
      return Object.values(codec.fields).some(hasOwn);
    case "dictionary":
      return hasOwn(codec.values);
    case "list":
      return hasOwn(codec.items);
    case "tuple":
      return codec.items.some(hasOwn);
    case "nullable":
      return hasOwn(codec.of);
  }
}
