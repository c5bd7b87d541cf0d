// Plans as the compiler wires them for an engine whose fan-outs are matrices, and what the target is asked with.
import { wirePipeline } from "../../compiler/wire/index.js";
import { type Block, blocksOf, type Expression, type Plan, type StepPlan } from "../../runtime/contract/index.js";
import { githubTarget } from "../../targets/github/target.js";
import type { EmitRequest } from "../../targets/target.js";
import { everything as everyField, parametersOf, planOf, requestOf, stepPlan } from "../airflow/plans.js";
import { requestOf as tellingRequestOf } from "../argo/plans.js";
import { attempt, call, glue, loop, map, parameters, pipelineOf, ref, select, when } from "../wire/structures.js";

/** The plan of a structure in which each call is of the step of its name. */
export function plannedFor(
  pipeline: string,
  structure: Block,
  steps: Readonly<Record<string, Partial<StepPlan>>> = {},
  result?: Expression,
): Plan {
  const costly = new Set(Object.entries(steps).flatMap(([name, { pool }]) => (pool === undefined ? [] : [name])));
  const { wiring } = wirePipeline(pipelineOf(structure, result), {}, githubTarget.limits({}), costly);
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

/** A stack that has runners with accelerators. */
export function withGpu(request: EmitRequest, options: EmitRequest["stack"]["options"] = {}): EmitRequest {
  const runner = { group: "accelerated", labels: ["self-hosted", "t4"] };
  const gpu = { name: "t4", gpus: 1, memoryBytes: 2 ** 34, sections: { github: { runner } } };
  return { ...request, stack: { ...request.stack, options, accelerators: [gpu] } };
}

const linear = plannedFor("linear", [call("load"), call("train", "load"), call("report", "train")]);

const branches = plannedFor("branches", [
  call("load"),
  when(
    "if_1",
    select(ref("load"), "large"),
    [call("deep", "load")],
    [call("shallow", "load")],
    [["model", ref("deep"), ref("shallow")]],
  ),
  call("test", "model"),
]);

const fanOut = plannedFor("fan-out", [
  call("load"),
  map(
    "map_1",
    select(ref("load"), "items"),
    [
      call("measure", "map_1_item"),
      when("if_1", select(ref("measure"), "broken"), [call("mend", "measure")], [], [["whole", ref("mend"), ref("measure")]]),
    ],
    ref("whole"),
  ),
  call("total", "map_1"),
]);

/** A fan-out in which a costly step stands between two that are not. */
const sweep = plannedFor(
  "sweep",
  [
    call("load"),
    map(
      "map_1",
      select(ref(parameters), "rates"),
      [call("prepare", "load", "map_1_item"), call("train", "prepare"), call("test", "train")],
      ref("test"),
    ),
    call("best", "map_1"),
  ],
  { train: { kind: "trainer", pool: "t4", secrets: ["HUB_TOKEN"] } },
);

const caught = plannedFor("caught", [
  call("load"),
  attempt("try_1", [call("publish", "load"), call("announce", "publish")], [call("withdraw", "try_1_error")]),
  call("report", "load"),
]);

const rounds = plannedFor("rounds", [
  call("start"),
  loop("loop_1", [["x", ref("start"), ref("improve")]], [call("improve", "x_head")], glue("again", ["improve"])),
  call("finish", "x"),
]);

const hosted = {
  runner: "ubuntu-24.04-arm",
  environment: "production",
  secrets: { HUB_TOKEN: "HF_TOKEN" },
  env: { AWS_REGION: "eu-central-1", LAKE: { variable: "LAKE" }, PROXY_PASSWORD: { secret: "PROXY" } },
  role: "arn:aws:iam::123456789012:role/zenc",
  node: 22,
};

const whole = Object.fromEntries(Array.from({ length: 26 }, (_, at) => [`p${at}`, { type: "number", default: at }]));

function unplaced({ stack: { image: _, ...stack }, ...request }: EmitRequest): EmitRequest {
  return { ...request, stack };
}

/** By the golden file's name. */
export const cases: Readonly<Record<string, EmitRequest>> = {
  linear: requestOf(linear),
  branches: requestOf(branches),
  "fan-out": requestOf(fanOut),
  sweep: withGpu(requestOf(sweep), hosted),
  caught: requestOf(caught),
  rounds: requestOf(rounds, { runtime: "path", runner: ["self-hosted", "linux"] }, ".zenc"),
  everything: withGpu(
    unplaced(
      tellingRequestOf({
        ...everyField,
        steps: Object.fromEntries(
          Object.entries(everyField.steps).map(([name, step]) => [name, name === "trainLarge" ? { ...step, pool: "t4" } : step]),
        ),
      }),
    ),
  ),
  packages: requestOf(
    plannedFor("packages", [call("load"), call("train", "load"), call("report", "train")], {
      train: { packages: ["@tensorflow/tfjs-node@4.22.0"] },
    }),
  ),
  artifacts: withGpu(requestOf({ ...sweep, pipeline: "artifacts" }, {}, "github://acme/models"), { retentionDays: 3 }),
  "many-parameters": requestOf({ ...linear, pipeline: "many-parameters", parameters: parametersOf(whole) }),
};
