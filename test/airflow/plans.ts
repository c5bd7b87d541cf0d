// Plans made by hand: the smallest that show each part of a DAG file.
import {
  canonicalJson,
  digestOf,
  type FanOut,
  type Guard,
  type NodeId,
  type Plan,
  type StepName,
  type StepPlan,
  type Task,
} from "../../runtime/contract/index.js";
import type { EmitRequest } from "../../targets/target.js";

interface TaskLike {
  readonly id: string;
  readonly kind?: Task["kind"];
  readonly waits?: readonly string[];
  readonly guard?: readonly (readonly (readonly [task: string, atom: string, is: boolean])[])[];
  readonly fanOut?: string;
}

/** A task; without a kind it is a node of its own name. */
export function taskOf({ id, kind = "node", waits = [], guard = [[]], fanOut }: TaskLike): Task {
  return {
    id,
    kind,
    ...(kind === "gate" ? {} : { node: id }),
    ...(fanOut === undefined ? {} : { fanOut }),
    waits,
    guard: guard.map((every) => every.map(([task, atom, is]) => ({ task, atom, is }))) as unknown as Guard,
    publishes: [],
    evaluates: [],
    evaluatesResult: kind === "gate",
  } as unknown as Task;
}

/** A step with nothing special. */
export const stepPlan: StepPlan = {
  kind: "step",
  code: digestOf("code"),
  effect: false,
  output: { kind: "leaf", materializer: "json" },
  validator: null,
  retries: { limit: 0, delaySeconds: 1, backoff: 1 },
  resources: {},
  cache: { enabled: true },
  env: {},
  secrets: [],
};

interface PlanLike extends Partial<Omit<Plan, "wiring" | "steps" | "structure">> {
  readonly tasks: readonly TaskLike[];
  readonly fanOuts?: readonly { readonly id: string; readonly source: string }[];
  readonly steps?: Readonly<Record<string, Partial<StepPlan>>>;
}

/** A plan with these tasks, each node a call of the step of its name. */
export function planOf({ tasks, fanOuts = [], steps = {}, ...rest }: PlanLike): Plan {
  const nodes = tasks.filter((task) => (task.kind ?? "node") === "node");
  return {
    format: 1,
    pipeline: "shapes",
    tags: [],
    concurrency: "allow",
    parameters: {
      variable: "parameters" as never,
      schema: { type: "object", properties: {}, additionalProperties: false },
      validator: null,
    },
    steps: Object.fromEntries(nodes.map(({ id }) => [id, { ...stepPlan, ...steps[id] }])) as Plan["steps"],
    structure: nodes.map(({ id }) => ({
      kind: "call",
      id: id as NodeId,
      after: [],
      out: id as never,
      step: id as StepName,
      arguments: { kind: "list", items: [] },
    })),
    result: { kind: "undefined" },
    glue: null,
    wiring: {
      tasks: tasks.map(taskOf),
      fanOuts: fanOuts.map((fanOut) => ({ ...fanOut, maxInstances: 1000, batch: 1 }) as unknown as FanOut),
    },
    ...rest,
  };
}

/** What a target is asked with. */
export function requestOf(plan: Plan, options: EmitRequest["stack"]["options"] = {}, store = "s3://ml/zenc"): EmitRequest {
  return { plan, digest: digestOf(canonicalJson(plan)), source: { nodes: {} }, stack: { name: "test", store, options } };
}

/** Everything that a DAG file can say. */
export const everything: Plan = planOf({
  pipeline: "everything",
  description: 'Trains a \u2018model\u2019 {{ not a template }}\nand says "so".',
  tags: ["ml", "nightly"],
  schedule: { cron: "0 3 * * *", timezone: "Europe/Paris" },
  concurrency: "forbid",
  timeoutSeconds: 7200,
  maxParallel: 4,
  parameters: {
    variable: "parameters" as never,
    schema: {
      type: "object",
      properties: {
        rows: { type: "integer", minimum: 1, default: 1000, description: "How many rows are read" },
        mode: { type: "string", enum: ["fast", "good"], default: "fast" },
        seed: { type: "number" },
        window: { anyOf: [{ $ref: "#/$defs/Window" }, { type: "null" }], default: null },
      },
      $defs: { Window: { type: "object", properties: { from: { type: "string", pattern: "^\\p{L}+$" } } } },
      additionalProperties: false,
    },
    validator: null,
  },
  tasks: [
    { id: "load" },
    { id: "isLarge", waits: ["load"] },
    { id: "trainLarge", waits: ["isLarge"], guard: [[["isLarge", "large", true]]] },
    { id: "trainSmall", waits: ["isLarge"], guard: [[["isLarge", "large", false]]] },
    { id: "candidates", waits: ["trainLarge", "trainSmall"] },
    { id: "check", fanOut: "map_1" },
    {
      id: "evaluate",
      fanOut: "map_1",
      waits: ["check"],
      guard: [
        [["check", "fits", true]],
        [
          ["isLarge", "large", true],
          ["check", "small", false],
        ],
      ],
    },
    { id: "publish", waits: ["evaluate"] },
    { id: "end", kind: "gate", waits: ["publish"] },
  ],
  fanOuts: [{ id: "map_1", source: "candidates" }],
  steps: {
    load: { retries: { limit: 3, delaySeconds: 30, backoff: 2, maxDelaySeconds: 600 }, timeoutSeconds: 3000 },
    trainLarge: { retries: { limit: 1, delaySeconds: 1, backoff: 1 }, pool: "a100" },
    publish: { retries: { limit: 2, delaySeconds: 5, backoff: 1.5 } },
  },
});
