// What Argo cannot do with a plan.
import { type Diagnostic, diagnose, spanAt } from "../../compiler/diagnostics/index.js";
import { checkPods } from "../pod/index.js";
import type { EmitRequest } from "../target.js";
import { parameterName, planParameters } from "./parameters.js";
import { planTemplate } from "./plan.js";
import { wholeFactor } from "./step-templates.js";

const engine = "Argo";
/**
 * Of a workflow's object as JSON: Argo's controller ends a workflow that is longer as an error (MAX_WORKFLOW_SIZE in its workflow/packer), for
 * etcd takes no more than 1.5 MiB.
 */
const maxWorkflowBytes = 1024 * 1024;
/** The states of a task's pod and retries, as the controller packs them where they are many: 105 measured (bench/README.md), and as much again for pods that are lost or tried anew. */
const packedTaskBytes = 200;

/** In order of the plan's parts. */
export function checkArgo(request: EmitRequest): readonly Diagnostic[] {
  return [
    ...checkPods(request),
    ...checkStack(request),
    ...checkPipeline(request),
    ...checkParameters(request),
    ...checkRetries(request),
    ...checkSize(request),
  ];
}

/** Texts of the stack that go into the template as they are. */
function checkStack({ stack }: EmitRequest): readonly Diagnostic[] {
  const { kubernetes } = stack.sections ?? {};
  const pools = [...(stack.accelerators ?? []), ...(stack.machines ?? [])].map((pool) => pool.sections?.kubernetes);
  const texts = textsIn([stack.store, stack.image, stack.options, kubernetes, pools]);
  return [...new Set(texts)].flatMap((text) =>
    text.includes("{{") ? [diagnose("stack-text-evaluated", null, { text, engine })] : [],
  );
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

function checkPipeline({ plan, source }: EmitRequest): readonly Diagnostic[] {
  // With a schedule Argo stops the run before a scheduled one itself.
  const replaces = plan.concurrency === "replace" && plan.schedule === undefined;
  return replaces ? [diagnose("concurrency-replace", spanAt(source.pipeline), { engine })] : [];
}

function checkParameters({ plan, source }: EmitRequest): readonly Diagnostic[] {
  const parameters = planParameters(plan.parameters);
  const span = spanAt(source.pipeline);
  const odd = parameters.filter(({ name }) => !parameterName.test(name));
  const required = plan.schedule === undefined ? [] : parameters.filter(({ value }) => value === undefined);
  return [
    ...odd.map(({ name }) => diagnose("parameter-name", span, { parameter: name, engine })),
    ...required.map(({ name }) => diagnose("schedule-parameter-required", span, { parameter: name, engine })),
  ];
}

function checkRetries({ plan, source }: EmitRequest): readonly Diagnostic[] {
  return Object.entries(plan.steps).flatMap(([step, { retries }]) => {
    const taken = wholeFactor(retries.backoff);
    if (retries.limit === 0 || taken === retries.backoff) return [];
    return [diagnose("backoff-fraction", spanAt(source.steps?.[step]), { step, backoff: retries.backoff, taken, engine })];
  });
}

function checkSize(request: EmitRequest): readonly Diagnostic[] {
  const bytes = workflowBytes(request);
  if (bytes <= maxWorkflowBytes) return [];
  const tasks = request.plan.wiring.tasks.length;
  return [diagnose("workflow-too-large", spanAt(request.source.pipeline), { bytes, limit: maxWorkflowBytes, tasks, engine })];
}

/**
 * What a workflow comes to when all of its tasks have run once. Its status holds the template that it refers to twice: as a whole, and each
 * template in it anew, as "a WorkflowTemplate is calling a template inside itself".
 */
export function workflowBytes(request: EmitRequest): number {
  const text = JSON.stringify(planTemplate(request).spec);
  // As Go writes them: six bytes each.
  const escaped = text.match(/[&<>]/g)?.length ?? 0;
  return 2 * (Buffer.byteLength(text) + 5 * escaped) + packedTaskBytes * request.plan.wiring.tasks.length;
}
