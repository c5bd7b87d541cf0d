// Steps that one task runs in one process: what each asks for must be found on the machine that the task gets.
import { type NodeId, type StepName, stepFor, stepsOf, type Task } from "../../runtime/contract/index.js";
import { type Diagnostic, diagnose } from "../diagnostics/index.js";
import type { Pipeline, Stack } from "../ir/index.js";
import { lacksOfAccelerator, lacksOfMachine, lacksOfSpot } from "./fit.js";
import type { PlacedStep } from "./index.js";

type Placed = PlacedStep & { readonly name: StepName };

/** Of every task that runs several steps; `stepFor` says where it goes. */
export function checkTogether(
  pipeline: Pipeline,
  steps: Readonly<Record<string, PlacedStep>>,
  tasks: readonly Task[],
  stack: Stack,
): readonly Diagnostic[] {
  const named = Object.fromEntries(Object.entries(steps).map(([name, step]) => [name, { ...step, name: name as StepName }]));
  const stepsAt = stepsOf({ steps: named, structure: pipeline.structure });
  return tasks.flatMap(({ kind, node }) => {
    const together = node !== undefined && kind === "block" ? [...new Set(stepsAt.get(node))] : [];
    return together.length < 2 ? [] : checkBlock(node as NodeId, together, pipeline, stack);
  });
}

function checkBlock(node: NodeId, steps: readonly Placed[], pipeline: Pipeline, stack: Stack): readonly Diagnostic[] {
  const lead = stepFor(steps) as Placed;
  const span = pipeline.spans.get(node) ?? null;
  const lacking = steps.flatMap((step) => {
    const lacks = lacksOf(step, lead, stack);
    return lacks.length === 0 ? [] : [{ name: step.name, lacks: lacks.join(", ") }];
  });
  const pool = lead.pool ?? lead.machine;
  if (pool !== undefined && lacking.length > 0) return [diagnose("steps-apart", span, { lead: lead.name, pool, lacking })];
  const images = new Map(steps.map(({ name }) => [pipeline.steps.get(name)?.options.image, name]));
  images.delete(undefined);
  if (images.size < 2) return [];
  return [diagnose("images-apart", span, { images: [...images].map(([image, step]) => ({ step, image: image as string })) })];
}

/** What the lead's pool lacks for a step. */
function lacksOf({ name, resources, spot }: Placed, lead: Placed, { accelerators, machines }: Stack): readonly string[] {
  if (name === lead.name) return [];
  const options = { resources, ...(spot === undefined ? {} : { spot }) };
  const accelerator = accelerators.find((pool) => pool.name === lead.pool);
  if (accelerator && resources.gpu && !resources.gpu.optional) return lacksOfAccelerator(resources.gpu, options, accelerator);
  const machine = machines?.find((one) => one.name === lead.machine);
  return [
    ...lacksOfMachine(resources, accelerator?.machine ?? machine ?? {}),
    ...lacksOfSpot(spot, accelerator ?? machine ?? {}),
  ];
}
