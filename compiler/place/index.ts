// The phase "place": what a step asks for → what the stack has for it.
import type { Resources, StepPlan } from "../../runtime/contract/index.js";
import { type Diagnostic, diagnose } from "../diagnostics/index.js";
import type { Accelerator, Pipeline, Stack, StepDefinition } from "../ir/index.js";

/** A step's plan but for its modules, which `bundle` makes. */
export type PlacedStep = Omit<StepPlan, "code" | "validator">;

export function placeSteps(
  pipeline: Pipeline,
  stack: Stack,
): { readonly steps: Readonly<Record<string, PlacedStep>>; readonly diagnostics: readonly Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  const steps: Record<string, PlacedStep> = {};
  for (const [name, step] of pipeline.steps) {
    const { gpu } = step.options.resources;
    const pool = gpu && cheapestPool(gpu, stack.accelerators);
    if (gpu && !gpu.optional && !pool && stack.accelerators.length > 0) {
      const pools = stack.accelerators.map((accelerator) => ({
        name: accelerator.name,
        lacks: lacks(gpu, accelerator).join(", "),
      }));
      diagnostics.push(diagnose("accelerator-missing", step.span, { step: name, stack: stack.name, pools }));
    }
    steps[name] = placed(step, stack, pool?.name);
  }
  return { steps, diagnostics };
}

function placed({ kind, effect, output, options }: StepDefinition, stack: Stack, pool: string | undefined): PlacedStep {
  const image = options.image ?? stack.image;
  return {
    kind,
    effect,
    output,
    retries: options.retries,
    resources: options.resources,
    cache: effect ? { enabled: false } : options.cache,
    env: options.env,
    secrets: options.secrets,
    ...(options.timeoutSeconds === undefined ? {} : { timeoutSeconds: options.timeoutSeconds }),
    ...(image === undefined ? {} : { image }),
    ...(options.spot === undefined ? {} : { spot: options.spot }),
    ...(pool === undefined ? {} : { pool }),
    ...(options.batch === undefined ? {} : { batch: options.batch }),
    ...(options.register === undefined ? {} : { register: options.register }),
  };
}

/** The pool that fits at the lowest cost; then the fewest accelerators, the least memory, and the name decide. */
function cheapestPool(gpu: NonNullable<Resources["gpu"]>, accelerators: readonly Accelerator[]): Accelerator | undefined {
  const cost = (pool: Accelerator): number => pool.cost ?? Number.MAX_VALUE;
  return accelerators
    .filter((pool) => lacks(gpu, pool).length === 0)
    .toSorted((a, b) => cost(a) - cost(b) || a.gpus - b.gpus || a.memoryBytes - b.memoryBytes || (a.name < b.name ? -1 : 1))[0];
}

/** What a pool lacks for a request, as ends of a sentence that begins with the pool's name. A pool is named after its model. */
function lacks(gpu: NonNullable<Resources["gpu"]>, pool: Accelerator): readonly string[] {
  const missing: string[] = [];
  if (pool.gpus < gpu.count) missing.push(`has ${pool.gpus} of ${gpu.count} accelerators`);
  if (gpu.memoryBytes !== undefined && pool.memoryBytes < gpu.memoryBytes) {
    missing.push(`has ${gibibytes(pool.memoryBytes)} of ${gibibytes(gpu.memoryBytes)} memory`);
  }
  const models = gpu.models ?? [];
  if (models.length > 0 && !models.some((model) => plain(pool.name).includes(plain(model)))) {
    missing.push(`is none of ${models.map((model) => `"${model}"`).join(", ")}`);
  }
  return missing;
}

const gibibytes = (bytes: number): string => `${Math.round((bytes / 2 ** 30) * 10) / 10}Gi`;
const plain = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, "");
