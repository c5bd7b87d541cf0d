// What a pod cannot be made of: no image, no accelerators, secrets that are nowhere, a store that pods do not share, pools that are one.
import { type Diagnostic, diagnose, spanAt } from "../../compiler/diagnostics/index.js";
import type { StepPlan } from "../../runtime/contract/index.js";
import type { AcceleratorPool, EmitRequest } from "../target.js";
import { nodeSelectorOf } from "./nodes.js";
import { podOptions, poolOptions } from "./options.js";
import { profileOf } from "./profiles.js";

/** For every target that runs steps in pods; in order of steps. */
export function checkPods(request: EmitRequest): readonly Diagnostic[] {
  const steps = Object.entries(request.plan.steps).flatMap(([name, step]) => checkStep(name, step, request));
  return [...checkStore(request), ...checkPools(request), ...steps, ...checkGates(request)];
}

/** A pod's own folders end with it. */
function checkStore({ stack: { store } }: EmitRequest): readonly Diagnostic[] {
  return /^s3:\/\//.test(store) ? [] : [diagnose("store-not-shared", null, { store })];
}

function checkStep(name: string, step: StepPlan, request: EmitRequest): readonly Diagnostic[] {
  const { stack, source } = request;
  const span = spanAt(source.steps?.[name]);
  const { secret, secrets } = podOptions(stack);
  const unknown = step.secrets.filter((one) => secret === undefined && secrets[one] === undefined);
  const { gpu } = step.resources;
  return [
    ...(step.image === undefined ? [diagnose("image-missing", span, { what: `Step "${name}"`, stack: stack.name })] : []),
    // Where the stack lists accelerators, `place` has said what they lack.
    ...(gpu && !gpu.optional && step.pool === undefined
      ? [diagnose("accelerator-missing", span, { step: name, stack: stack.name, pools: [] })]
      : []),
    ...unknown.map((secret) => diagnose("secret-not-placed", span, { step: name, secret, stack: stack.name })),
  ];
}

/** Tasks without a step have the stack's image. */
function checkGates({ plan, stack, source }: EmitRequest): readonly Diagnostic[] {
  const gate = plan.wiring.tasks.find(({ kind }) => kind === "gate");
  if (gate === undefined || stack.image !== undefined) return [];
  return [diagnose("image-missing", spanAt(source.pipeline), { what: `The gate "${gate.id}"`, stack: stack.name })];
}

/** Pods of two pools that ask for the same nodes land on either. Only those that a step is on matter. */
function checkPools({ plan, stack }: EmitRequest): readonly Diagnostic[] {
  const used = new Set(Object.values(plan.steps).map(({ pool }) => pool));
  const pools = stack.accelerators ?? [];
  return pools.flatMap((pool, index) => {
    const alike = pools.slice(0, index).find((other) => asksFor(other) === asksFor(pool));
    if (alike === undefined || !(used.has(pool.name) || used.has(alike.name))) return [];
    return [diagnose("pools-alike", null, { one: alike.name, other: pool.name, stack: stack.name })];
  });
}

/** What makes pods of a pool different to the scheduler, as text. */
function asksFor(pool: AcceleratorPool): string {
  const options = poolOptions(pool);
  const { resource = profileOf(options.profile).resource, claim, spot } = options;
  const labels = Object.entries(nodeSelectorOf(options, true)).sort();
  return JSON.stringify([labels, claim ?? resource, profileOf(options.profile).spot ? spot : false]);
}
