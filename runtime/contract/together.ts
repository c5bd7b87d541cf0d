// The machine of a task that runs several steps in one process.
import type { StepPlan } from "./plan.js";

type Asking = Pick<StepPlan, "kind" | "machine" | "pool" | "resources" | "secrets">;

/**
 * One step that stands for several: it asks for the most that any of them asks for, and is where the most demanding of those
 * with an accelerator is. Null where there is none: a gate.
 */
export function stepFor<Step extends Asking>(steps: readonly Step[]): Step | null {
  const [first, ...others] = steps;
  return first === undefined ? null : others.reduce(both, first);
}

function both<Step extends Asking>(a: Step, b: Step): Step {
  const [lead, other] = demand(b) > demand(a) ? [b, a] : [a, b];
  const most = (one: number | undefined, two: number | undefined) =>
    one === undefined ? two : two === undefined ? one : Math.max(one, two);
  const cpu = most(a.resources.cpu, b.resources.cpu);
  const memoryBytes = most(a.resources.memoryBytes, b.resources.memoryBytes);
  const diskBytes = most(a.resources.diskBytes, b.resources.diskBytes);
  const { gpu } = lead.resources;
  const count = Math.max(gpu?.count ?? 0, other.pool === undefined ? 0 : (other.resources.gpu?.count ?? 0));
  return {
    ...lead,
    kind: a.kind === "trainer" || b.kind === "trainer" ? "trainer" : lead.kind,
    secrets: [...new Set([...a.secrets, ...b.secrets])],
    resources: {
      ...(cpu === undefined ? {} : { cpu }),
      ...(memoryBytes === undefined ? {} : { memoryBytes }),
      ...(diskBytes === undefined ? {} : { diskBytes }),
      ...(gpu === undefined ? {} : { gpu: { ...gpu, count } }),
    },
  };
}

/** Orders steps by what they need of an accelerator; 0 without one, and without a machine of a pool. */
const demand = ({ pool, machine, resources: { gpu } }: Asking): number =>
  pool === undefined || gpu === undefined ? (machine === undefined ? 0 : 1) : 2 + (gpu.memoryBytes ?? 0) + gpu.count;
