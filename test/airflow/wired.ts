// Plans of structures that one engine cannot say task by task: wired for Airflow, as the compiler wires them.
import { wirePipeline } from "../../compiler/wire/index.js";
import { type Block, blocksOf, type Plan, type StepPlan } from "../../runtime/contract/index.js";
import { airflowTarget } from "../../targets/airflow/target.js";
import { attempt, call, glue, inOrder, loop, map, pipelineOf, raise, ref, select, when } from "../wire/structures.js";
import { planOf, stepPlan } from "./plans.js";

/** The plan of a structure in which each call is of the step of its name; `costly` are no steps to be started for nothing. */
export function wiredPlan(
  pipeline: string,
  structure: Block,
  steps: Readonly<Record<string, Partial<StepPlan>>> = {},
  costly: readonly string[] = [],
): Plan {
  const { wiring } = wirePipeline(pipelineOf(structure), {}, airflowTarget.limits({}), new Set(costly));
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

/** A try whose handler may throw again, then what comes after it; another at the very end. */
export const tries: Plan = wiredPlan("tries", [
  call("load"),
  attempt(
    "try_1",
    [call("train", "load"), when("if_1", select(ref("train"), "good"), [call("publish", "train")])],
    [call("explain", "try_1_error"), when("if_2", select(ref("explain"), "fatal"), [raise("throw_1")])],
    { joins: [["model", ref("train"), ref("load")]] },
  ),
  call("report", "model"),
  attempt("try_2", [inOrder(call("announce", "report"), "try_1")], []),
]);

/** A loop at run time on an accelerator, in a branch, and what follows from it. */
export const loops: Plan = wiredPlan(
  "loops",
  [
    call("start"),
    when("if_1", select(ref("start"), "wanted"), [
      loop(
        "loop_1",
        [["best", ref("start"), ref("improve")]],
        [call("improve", "best_head"), call("judge", "improve")],
        select(ref("judge"), "goOn"),
      ),
      when("if_2", select(ref("best"), "good"), [call("keep", "best")]),
    ]),
  ],
  {
    improve: { pool: "a100", retries: { limit: 2, delaySeconds: 30, backoff: 2 }, timeoutSeconds: 60 },
    judge: { retries: { limit: 1, delaySeconds: 1, backoff: 1 } },
  },
);

/** Trainers: after a producer, one per item, in a branch, behind another, per item behind another task of the item. */
export const known: Plan = wiredPlan(
  "known",
  [
    call("load"),
    call("train", "load"),
    map(
      "map_1",
      select(ref("load"), "rates"),
      [call("search", "load", "map_1_item"), call("check", "map_1_item"), call("tune", "check")],
      ref("tune"),
    ),
    when("if_1", select(ref("train"), "good"), [call("refine", "train")]),
  ],
  { train: { pool: "a100" }, search: { pool: "a100" } },
  ["train", "search", "tune", "refine"],
);

/** A fan-out in a fan-out, with a try around what is done for each item of the outer one. */
export const nested: Plan = wiredPlan("nested", [
  call("list"),
  map(
    "map_1",
    select(ref("list"), "groups"),
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
