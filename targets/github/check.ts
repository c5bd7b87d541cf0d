// What GitHub Actions cannot do with a plan.
import { type Diagnostic, diagnose, spanAt } from "../../compiler/diagnostics/index.js";
import type { EmitRequest } from "../target.js";
import { repositoryIn, storeScheme } from "./artifacts.js";
import { wholeReason } from "./inputs.js";
import { limits } from "./limits.js";
import { githubOptions } from "./options.js";
import { planWorkflow, storeOf } from "./plan.js";
import { runnerIn } from "./runner.js";
import { minutesBetween } from "./schedule.js";
import { writeWorkflow } from "./write.js";

const engine = "GitHub Actions";

/** In order of the plan's parts. */
export function checkGithub(request: EmitRequest): readonly Diagnostic[] {
  return [
    ...checkStack(request),
    ...checkPipeline(request),
    ...checkParameters(request),
    ...checkSteps(request),
    ...checkSize(request),
  ];
}

function checkStack(request: EmitRequest): readonly Diagnostic[] {
  const { stack } = request;
  if (stack.store.startsWith(`${storeScheme}://`)) return checkArtifacts(request);
  const evaluated = stack.store.includes("{{") ? [diagnose("stack-text-evaluated", null, { text: stack.store, engine })] : [];
  return storeOf(request) === null ? [diagnose("store-in-variable", null, { store: stack.store }), ...evaluated] : evaluated;
}

/** Of a store that GitHub itself offers. */
function checkArtifacts({ stack: { store, options } }: EmitRequest): readonly Diagnostic[] {
  if (repositoryIn(store) === null) return [diagnose("store-repository", null, { store })];
  const { retentionDays } = githubOptions(options);
  return [diagnose("store-artifacts", null, { days: retentionDays })];
}

function checkPipeline({ plan, source }: EmitRequest): readonly Diagnostic[] {
  const span = spanAt(source.pipeline);
  const { schedule, timeoutSeconds } = plan;
  const often = schedule !== undefined && minutesBetween(schedule.cron) < limits.leastMinutes;
  return [
    ...(often ? [diagnose("schedule-too-often", span, { minutes: limits.leastMinutes, engine })] : []),
    ...(timeoutSeconds === undefined ? [] : [diagnose("pipeline-timeout", span, { engine })]),
  ];
}

function checkParameters({ plan, source }: EmitRequest): readonly Diagnostic[] {
  const span = spanAt(source.pipeline);
  const { required = [], properties = {} } = plan.parameters.schema as {
    readonly required?: readonly string[];
    readonly properties?: Readonly<Record<string, object>>;
  };
  const whole = wholeReason(plan.parameters);
  const lacking = plan.schedule === undefined ? [] : required.filter((name) => !("default" in (properties[name] ?? {})));
  return [
    ...(whole === null ? [] : [diagnose("parameters-in-one", span, { reason: whole, engine })]),
    ...lacking.map((parameter) => diagnose("schedule-parameter-required", span, { parameter, engine })),
  ];
}

function checkSteps({ plan, stack, source }: EmitRequest): readonly Diagnostic[] {
  const pools = [...(stack.accelerators ?? []), ...(stack.machines ?? [])];
  return Object.entries(plan.steps).flatMap(([step, { pool, machine, image, resources }]) => {
    const span = spanAt(source.steps?.[step]);
    const place = pool ?? machine;
    const found = pools.find(({ name }) => name === place);
    const { gpu } = resources;
    return [
      ...(place === undefined || (found && runnerIn(found))
        ? []
        : [diagnose("runner-missing", span, { step, pool: place, stack: stack.name })]),
      ...(gpu && !gpu.optional && pool === undefined
        ? [diagnose("accelerator-missing", span, { step, stack: stack.name, pools: [] })]
        : []),
      ...(image === undefined ? [] : [diagnose("image-not-used", span, { step, image, engine })]),
    ];
  });
}

function checkSize(request: EmitRequest): readonly Diagnostic[] {
  const bytes = Buffer.byteLength(writeWorkflow(planWorkflow(request)));
  if (bytes <= limits.fileBytes) return [];
  const tasks = request.plan.wiring.tasks.length;
  return [diagnose("workflow-too-large", spanAt(request.source.pipeline), { bytes, limit: limits.fileBytes, tasks, engine })];
}
