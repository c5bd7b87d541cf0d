// The phase "place": what a step asks for → what the stack has for it, and why.
import type { StepPlan } from "../../runtime/contract/index.js";
import { type Diagnostic, diagnose } from "../diagnostics/index.js";
import type { Accelerator, Machine, Pipeline, Placement, Stack, StepDefinition, StepOptions } from "../ir/index.js";
import { gibibytes, lacksOfAccelerator, lacksOfMachine, lacksOfSpot } from "./fit.js";

/** A step's plan but for its modules, which `bundle` makes. */
export type PlacedStep = Omit<StepPlan, "code" | "validator">;

export interface Placed {
  readonly steps: Readonly<Record<string, PlacedStep>>;
  /** By step. */
  readonly placements: Readonly<Record<string, Placement>>;
  readonly diagnostics: readonly Diagnostic[];
}

export function placeSteps(pipeline: Pipeline, stack: Stack): Placed {
  const diagnostics: Diagnostic[] = [];
  const steps: Record<string, PlacedStep> = {};
  const placements: Record<string, Placement> = {};
  for (const [name, step] of pipeline.steps) {
    const placement = placeStep(step.options, stack);
    const { considered } = placement;
    if (placement.missing && considered.length > 0) {
      const pools = considered.map(({ name, lacks }) => ({ name, lacks: lacks.join(", ") }));
      const code = placement.missing === "accelerator" ? "accelerator-missing" : "machine-missing";
      diagnostics.push(diagnose(code, step.span, { step: name, stack: stack.name, pools }));
    }
    placements[name] = placement;
    steps[name] = placed(step, stack, placement);
  }
  return { steps, placements, diagnostics };
}

/**
 * A step that asks for accelerators gets the cheapest pool of them that fits; one that asks for none, or may go without and finds none, gets
 * the cheapest pool of plain machines that fits where the stack lists such, and is never on one with accelerators.
 */
export function placeStep(options: StepOptions, stack: Stack): Placement {
  const { gpu } = options.resources;
  if (!gpu) return placeOnMachine(options, stack, "asks for no accelerator");
  const considered = stack.accelerators.map((pool) => ({ pool, lacks: lacksOfAccelerator(gpu, options, pool) }));
  const [best, ...others] = byCost(considered, options.spot, (a, b) => a.gpus - b.gpus || a.memoryBytes - b.memoryBytes);
  if (best) {
    const { name, cost, spot = false } = best;
    const text = `${gpu.count} × ${gibibytes(best.memoryBytes)}${spot ? ", spot" : ""}: ${whyBest(best, others)}`;
    return {
      accelerator: name,
      spot,
      ...(cost === undefined ? {} : { costPerHour: round(cost * gpu.count) }),
      why: text,
      considered: told(considered, gpu.count),
    };
  }
  const none = considered.length === 0 ? "the stack lists no accelerators" : "no pool of accelerators fits";
  if (gpu.optional) {
    const plain = placeOnMachine(options, stack, `goes without an accelerator: ${none}`);
    return { ...plain, considered: [...told(considered, gpu.count), ...plain.considered] };
  }
  return { spot: false, why: none, considered: told(considered, gpu.count), missing: "accelerator" };
}

function placeOnMachine(options: StepOptions, { machines }: Stack, reason: string): Placement {
  if (machines === undefined) return { spot: false, why: reason, considered: [] };
  const considered = machines.map((pool) => ({
    pool,
    lacks: [...lacksOfMachine(options.resources, pool), ...lacksOfSpot(options.spot, pool)],
  }));
  const [best, ...others] = byCost(considered, options.spot, (a, b) => sizeOf(a) - sizeOf(b));
  if (!best) return { spot: false, why: `${reason}, and no machine fits`, considered: told(considered, 1), missing: "machine" };
  const { name, cost, spot = false } = best;
  return {
    machine: name,
    spot,
    ...(cost === undefined ? {} : { costPerHour: cost }),
    why: `${reason}${spot ? ", spot" : ""}: ${whyBest(best, others)}`,
    considered: told(considered, 1),
  };
}

const sizeOf = ({ cpu = Number.MAX_SAFE_INTEGER, memoryBytes = Number.MAX_SAFE_INTEGER }: Machine): number =>
  cpu * 2 ** 32 + memoryBytes;

interface Considered<Pool> {
  readonly pool: Pool;
  readonly lacks: readonly string[];
}

/** Those that fit, the best first: spot machines for a step that says so, then the lowest cost, then the smallest, then the name. */
function byCost<Pool extends Accelerator | Machine>(
  considered: readonly Considered<Pool>[],
  wantsSpot: boolean | undefined,
  bySize: (a: Pool, b: Pool) => number,
): readonly Pool[] {
  const cost = (pool: Pool): number => pool.cost ?? Number.MAX_VALUE;
  const notSpot = (pool: Pool): number => (wantsSpot && !pool.spot ? 1 : 0);
  return considered
    .filter(({ lacks }) => lacks.length === 0)
    .map(({ pool }) => pool)
    .toSorted((a, b) => notSpot(a) - notSpot(b) || cost(a) - cost(b) || bySize(a, b) || (a.name < b.name ? -1 : 1));
}

function whyBest(best: Accelerator | Machine, others: readonly (Accelerator | Machine)[]): string {
  if (others.length === 0) return "the only pool that fits";
  const [next] = others;
  const by = best.cost === next?.cost ? "the smallest" : "the cheapest";
  return `${by} of ${others.length + 1} that fit`;
}

const told = (considered: readonly Considered<Accelerator | Machine>[], count: number): Placement["considered"] =>
  considered.map(({ pool: { name, cost }, lacks }) => ({
    name,
    ...(cost === undefined ? {} : { costPerHour: round(cost * count) }),
    lacks,
  }));

/** Money, without the noise of binary fractions. */
const round = (cost: number): number => Math.round(cost * 1e6) / 1e6;

function placed(
  { kind, effect, output, options }: StepDefinition,
  stack: Stack,
  { accelerator, machine }: Placement,
): PlacedStep {
  const pool =
    stack.accelerators.find(({ name }) => name === accelerator) ?? stack.machines?.find(({ name }) => name === machine);
  const image = options.image ?? pool?.image ?? stack.image;
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
    ...(accelerator === undefined ? {} : { pool: accelerator }),
    ...(machine === undefined ? {} : { machine }),
    ...(options.batch === undefined ? {} : { batch: options.batch }),
    ...(options.register === undefined ? {} : { register: options.register }),
  };
}
