// Which runner a task is given: that of the pool its step is on. A block, that of the most demanding of its steps.
import { type NodeId, type StepPlan, stepsOf, type Task } from "../../runtime/contract/index.js";
import type { EmitRequest } from "../target.js";
import type { RunsOn } from "./document.js";
import { githubOptions, type PoolOptions } from "./options.js";

export interface Runners {
  stepsOf(task: Task): readonly StepPlan[];
  runnerOf(task: Task): RunsOn;
}

export function runnersOf({ plan, stack }: EmitRequest): Runners {
  const steps = stepsOf(plan);
  const { runner } = githubOptions(stack.options);
  const runners = new Map([...(stack.accelerators ?? []), ...(stack.machines ?? [])].map((pool) => [pool.name, runnerIn(pool)]));
  const own = ({ node }: Task) => (node === undefined ? [] : (steps.get(node as NodeId) ?? []));
  return {
    stepsOf: own,
    runnerOf: (task) => runners.get(poolOf(own(task)) ?? "") ?? runner,
  };
}

/** What a pool says that its machines are. */
export const runnerIn = (pool: { readonly sections?: Readonly<Record<string, unknown>> }): RunsOn | undefined =>
  (pool.sections?.github as PoolOptions | undefined)?.runner;

function poolOf(steps: readonly StepPlan[]): string | undefined {
  const demand = ({ pool, machine, resources: { gpu } }: StepPlan): number =>
    pool === undefined ? (machine === undefined ? 0 : 1) : 2 + (gpu?.memoryBytes ?? 0) + (gpu?.count ?? 0);
  const [first, ...others] = steps;
  const most = first && others.reduce((one, other) => (demand(other) > demand(one) ? other : one), first);
  return most?.pool ?? most?.machine;
}
