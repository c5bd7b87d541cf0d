// Plans as the compiler wires them for an engine that nests fan-outs, and what the target is asked with.
import { wirePipeline } from "../../compiler/wire/index.js";
import { type Block, blocksOf, type Expression, type Plan, type StepPlan, type Task } from "../../runtime/contract/index.js";
import { argoTarget } from "../../targets/argo/target.js";
import type { EmitRequest } from "../../targets/target.js";
import { requestOf as plainRequestOf, planOf, stepPlan } from "../airflow/plans.js";
import { attempt, call, glue, literal, map, pipelineOf, ref, select } from "../wire/structures.js";

/** A stack that has an image. */
export function requestOf(plan: Plan, options: EmitRequest["stack"]["options"] = {}, store?: string): EmitRequest {
  const request = plainRequestOf(telling(plan), options, store);
  return { ...request, stack: { ...request.stack, image: "registry.example.com/ml/zenc-step:1" } };
}

/** Plans made by hand say only who asks whom. */
function telling(plan: Plan): Plan {
  const { tasks, fanOuts } = plan.wiring;
  const asked = tasks.flatMap(({ guard }) => guard.flat());
  const publishing = tasks.map((task): Task => {
    if (task.publishes.length > 0) return task;
    const atoms = new Set(asked.filter((literal) => literal.task === task.id).map(({ atom }) => atom));
    const counted = fanOuts.filter(({ source }) => source === task.id).slice(0, 1);
    return {
      ...task,
      publishes: [
        ...[...atoms].map((atom) => ({ kind: "boolean" as const, atom, value: literal(true) })),
        ...counted.map(({ id }) => ({ kind: "count" as const, fanOut: id })),
      ],
    };
  });
  return { ...plan, wiring: { tasks: publishing, fanOuts } };
}

/** The plan of a structure in which each call is of the step of its name. */
export function nativePlan(
  pipeline: string,
  structure: Block,
  steps: Readonly<Record<string, Partial<StepPlan>>> = {},
  result?: Expression,
): Plan {
  const { wiring } = wirePipeline(pipelineOf(structure, result), {}, argoTarget.limits({}));
  return { ...planOf({ pipeline, tasks: [], steps }), structure, wiring, steps: stepsIn(structure, steps) };
}

function stepsIn(block: Block, steps: Readonly<Record<string, Partial<StepPlan>>>): Plan["steps"] {
  const all = block.map((node) =>
    node.kind === "call"
      ? { [node.step]: { ...stepPlan, ...steps[node.step] } }
      : Object.assign({}, ...blocksOf(node).map((inner) => stepsIn(inner.block, steps))),
  );
  return Object.assign({}, ...all) as Plan["steps"];
}

/** A fan-out whose second step needs a setting from outside, which the first does not. */
export const outside: Plan = nativePlan("outside", [
  call("load"),
  call("settings"),
  map("map_1", select(ref("load"), "items"), [call("prepare", "map_1_item"), call("train", "prepare", "settings")], ref("train")),
  call("report", "map_1"),
]);

/** A fan-out with a step beside the way to its result: who reads the result runs, whatever becomes of that step. */
export const beside: Plan = nativePlan("beside", [
  call("load"),
  map("map_1", select(ref("load"), "items"), [call("score", "map_1_item"), call("keep", "map_1_item")], ref("score")),
  call("report", "map_1"),
]);

/** Fan-outs three deep, the innermost over a list of the outermost scope, gathered at each level. */
export const deep: Plan = nativePlan("deep", [
  call("load"),
  map(
    "map_1",
    select(ref("load"), "items"),
    [
      call("open", "map_1_item"),
      map(
        "map_2",
        select(ref("open"), "items"),
        [
          call("weigh", "map_2_item", "open"),
          map("map_3", select(ref("load"), "items"), [call("mix", "map_3_item", "weigh")], ref("mix")),
        ],
        ref("map_3"),
      ),
    ],
    ref("map_2"),
  ),
  call("total", glue("flat", ["map_1"])),
]);

/** A try in each item of a fan-out, around a fan-out of its own. */
export const caught: Plan = nativePlan("caught", [
  call("load"),
  map(
    "map_1",
    select(ref("load"), "groups"),
    [
      call("open", "map_1_item"),
      attempt(
        "try_1",
        [map("map_2", select(ref("open"), "members"), [call("measure", "map_2_item")], ref("measure")), call("sum", "map_2")],
        [call("excuse", "open")],
        { joins: [["outcome", ref("sum"), ref("excuse")]] },
      ),
    ],
    ref("outcome"),
  ),
  call("total", glue("flat", ["map_1"])),
]);
