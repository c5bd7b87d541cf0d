// What a reader of Argo's pages sees of a run: the phases of the nodes of its workflow, by the instances of the pipeline's own.
import type { CompiledPipeline } from "../../../compiler/compilation.js";
import { type FanOut, instancesOf, type NodeId, type Task } from "../../../runtime/contract/index.js";
import { argoNames, isOneTask, reachOf } from "../../../targets/argo/dag.js";
import type { Observed } from "../../conformance/observed.js";
import type { Workflow } from "../cluster/objects.js";
import { nodesOf } from "../cluster/workflows.js";

const words: Readonly<Record<string, string>> = {
  Succeeded: "done",
  Skipped: "skipped",
  Failed: "failed",
  Error: "failed",
  Omitted: "not-run",
};

const unstarted: ReadonlySet<string> = new Set(["Skipped", "Omitted"]);

/** Of every node that is a task of its own with an instance per item. */
export function shownBy(workflow: Workflow, observed: Observed, { plan }: CompiledPipeline): Readonly<Record<string, string>> {
  const { tasks, fanOuts } = plan.wiring;
  const names = argoNames(plan.wiring);
  const phases = new Map(nodesOf(workflow).map(({ name, phase }) => [name, phase]));
  const fanOutOf = (id: NodeId | undefined): FanOut | undefined => fanOuts.find((fanOut) => fanOut.id === id);
  const around = (id: NodeId | undefined): readonly FanOut[] => {
    const fanOut = fanOutOf(id);
    return fanOut === undefined ? [] : [...around(fanOut.parent), fanOut];
  };
  const reach = reachOf(plan.wiring);
  /** A fan-out of one task may be that task. */
  const isSingle = ({ id }: FanOut) => isOneTask(reach, id);
  /** The phase of a task's instance; of one that was never begun, that of what would have begun it. */
  const phaseOf = (task: Task, index: readonly string[]): string | undefined => {
    let at = workflow.metadata.name;
    for (const [depth, fanOut] of around(task.fanOut).entries()) {
      const call = `${at}.${isSingle(fanOut) ? names.taskOf(task.id) : names.fanOutOf(fanOut.id)}`;
      const position = index[depth];
      // A node that no list has an instance of counts once; where others around it have, Argo has nothing to show for it.
      if (position === undefined && !unstarted.has(phases.get(call) ?? "")) return undefined;
      const instance = `${call}(${position}:${position})`;
      if (position === undefined || !phases.has(instance)) return phases.get(call);
      if (isSingle(fanOut)) return phases.get(instance);
      at = instance;
    }
    return phases.get(`${at}.${names.taskOf(task.id)}`);
  };
  const shown: [string, string][] = [];
  for (const task of tasks) {
    if (task.kind !== "node") continue;
    const instances = Object.keys(observed.instances).flatMap((instance) => {
      const [, node, index] = /^([^[]+)(?:\[([\d.]+)\])?$/.exec(instance) ?? [];
      return node === task.node ? [{ instance, index: index?.split(".") ?? [] }] : [];
    });
    const inner = fanOutOf(task.fanOut);
    if (inner && instancesOf(instances.length, inner).size > 1) continue;
    for (const { instance, index } of instances) {
      const phase = phaseOf(task, index);
      if (phase === undefined && index.length < around(task.fanOut).length) continue;
      const word = words[phase ?? ""] ?? "missing";
      // What threw only processes know: one that finds it Argo shows as failed, one whose branch is not taken as skipped.
      const found = (word === "failed" || word === "skipped") && observed.instances[instance]?.state === "not-run";
      shown.push([instance, found ? "not-run" : word]);
    }
  }
  return Object.fromEntries(shown);
}
