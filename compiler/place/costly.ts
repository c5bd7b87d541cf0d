// Which steps are costly: their tasks are not started for results that are known.
import type { StepPlan } from "../../runtime/contract/index.js";
import type { Stack } from "../ir/index.js";

/** The names of the cached steps that are placed on an accelerator, or that ask for as much as the stack calls costly. */
export function costlySteps(
  steps: Readonly<Record<string, Pick<StepPlan, "cache" | "effect" | "pool" | "resources">>>,
  { accelerators, costly = {} }: Pick<Stack, "accelerators" | "costly">,
): ReadonlySet<string> {
  const reaches = (asked: number | undefined, threshold: number | undefined): boolean =>
    asked !== undefined && threshold !== undefined && asked >= threshold;
  const isCostly = ({ pool, resources }: Pick<StepPlan, "pool" | "resources">): boolean =>
    accelerators.some(({ name }) => name === pool) ||
    reaches(resources.cpu, costly.cpu) ||
    reaches(resources.memoryBytes, costly.memoryBytes);
  const found = Object.entries(steps).filter(([, step]) => step.cache.enabled && !step.effect && isCostly(step));
  return new Set(found.map(([name]) => name));
}
