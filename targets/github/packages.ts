// Which jobs need the project's packages: most steps are one file, and start faster without.
import { hasLeaf, type Plan, type StepPlan } from "../../runtime/contract/index.js";
import type { GithubOptions } from "./options.js";

/** The command that brings them before these steps, or before what stands between steps; undefined: nothing is needed. */
export function installFor(steps: readonly StepPlan[], plan: Plan, { install, runtime }: GithubOptions): string | undefined {
  const needed = steps.some(({ packages }) => packages !== undefined) || dataNeeds(plan);
  // Runners that have zenc-step have what steps load, unless the stack says how it comes.
  if (needed) return install ?? (runtime === "path" ? undefined : "npm ci");
  // What tfjs computes with comes from the packages that the author has said to bring.
  return steps.some(({ libraries }) => libraries !== undefined) ? install : undefined;
}

/**
 * Whoever evaluates an expression reads data that a materializer of the author's has stored, with the packages of the step that it
 * belongs to: a step that takes it, and a gate. Other values are handles there.
 */
const dataNeeds = ({ steps }: Plan): boolean =>
  Object.values(steps).some(
    ({ packages, output }: StepPlan) => packages !== undefined && hasLeaf(output, ({ own }) => own?.data === true),
  );
