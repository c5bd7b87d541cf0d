// Plans made by hand: the smallest that show each part of a DAG file.
import {
  canonicalJson,
  digestOf,
  type FanOut,
  type Guard,
  type JsonObject,
  type NodeId,
  type Plan,
  type StepName,
  type StepPlan,
  type Task,
  type VariableId,
} from "../../runtime/contract/index.js";
import type { EmitRequest } from "../../targets/target.js";

/** A task, said briefly. */
export interface TaskLike {
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

/** Parameters with these properties. */
export function parametersOf(properties: JsonObject, required: readonly string[] = [], $defs?: JsonObject): Plan["parameters"] {
  const schema = { type: "object", properties, required, ...($defs ? { $defs } : {}), additionalProperties: false };
  return { variable: "parameters" as VariableId, schema, validator: null };
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
  parameters: parametersOf(
    {
      rows: { type: "integer", minimum: 1, default: 1000, description: "How many rows are read" },
      mode: { type: "string", enum: ["fast", "good"], default: "fast" },
      seed: { type: "number" },
      name: { type: "string", pattern: "^[a-z]+$", default: "a" },
      window: { anyOf: [{ $ref: "#/$defs/Window" }, { type: "null" }], default: null },
    },
    [],
    { Window: { type: "object", properties: { from: { type: "string", pattern: "^\\p{L}+$" } } } },
  ),
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

/** Three steps, one after another. */
export const linear: Plan = planOf({
  pipeline: "linear",
  tasks: [{ id: "load" }, { id: "train", waits: ["load"] }, { id: "report", waits: ["train"] }],
});

/** Two steps for each item, the second on a condition, then one over all. */
export const fanOut: Plan = planOf({
  pipeline: "fan-out",
  parameters: parametersOf({ sizes: { type: "array", items: { type: "number" }, description: "One item each" } }, ["sizes"]),
  tasks: [
    { id: "gate_1", kind: "gate" },
    { id: "measure", fanOut: "map_1" },
    { id: "mend", fanOut: "map_1", waits: ["measure"], guard: [[["measure", "broken", true]]] },
    { id: "total", waits: ["mend"] },
  ],
  fanOuts: [{ id: "map_1", source: "gate_1" }],
});

/** What hardly ever happens: ids that Airflow does not take, a guard that never holds, two fan-outs in a row, a late gate. */
export const odd: Plan = planOf({
  pipeline: "odd",
  tasks: [
    { id: "a$1" },
    { id: "a_1" },
    {
      id: "never",
      waits: ["a_1"],
      guard: [
        [
          ["a$1", "x", true],
          ["a$1", "x", false],
        ],
      ],
    },
    { id: "always", waits: ["a_1"], guard: [[["a$1", "x", true]], []] },
    { id: "one", fanOut: "map_1" },
    { id: "import", fanOut: "map$2" },
    { id: "two", fanOut: "map_1", waits: ["late"] },
    { id: "late", kind: "gate", waits: ["always"] },
  ],
  fanOuts: [
    { id: "map_1", source: "a$1" },
    { id: "map$2", source: "a$1" },
  ],
});
