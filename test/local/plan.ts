// Makes plans by hand, out of steps and glue written as modules, and puts them into a store; wiring is the compiler's own.
import { wirePipeline } from "../../compiler/wire/index.js";
import {
  type Block,
  canonicalJson,
  type Digest,
  digestOf,
  type Expression,
  keys,
  type Plan,
  type PlanSource,
  type StepPlan,
  type Store,
  type VariableId,
  type Wiring,
} from "../../runtime/contract/index.js";

export interface StepSketch extends Partial<Omit<StepPlan, "code">> {
  /** The text of the function: `(a, b) => a + b`. */
  readonly run: string;
}

export interface PlanSketch {
  readonly steps: Record<string, StepSketch>;
  readonly structure: readonly unknown[];
  readonly result: Expression;
  /** Name → text of an arrow function. */
  readonly glue?: Record<string, string>;
  readonly maxParallel?: number;
  readonly timeoutSeconds?: number;
  /** Instead of the compiler's own wiring. */
  readonly wiring?: Wiring;
  /** Where nodes stand in the author's file. */
  readonly source?: PlanSource;
}

const parameters = "parameters" as VariableId;
export const reference = (variable: string): Expression => ({ kind: "reference", variable: variable as VariableId });
export const literal = (value: never | unknown): Expression => ({ kind: "literal", value: value as never });
export const parameter = (name: string): Expression => ({ kind: "select", from: reference(parameters), key: name });
export const glue = (name: string, ...uses: string[]): Expression =>
  ({ kind: "glue", glue: name, uses, throws: false }) as unknown as Expression;
/** `out = step(...arguments)`; the node is called like its variable. */
export const call = (out: string, step: string, ...items: Expression[]) => ({
  kind: "call",
  id: out,
  after: [],
  out,
  step,
  arguments: { kind: "list", items },
});
export const branch = (id: string, condition: Expression, then: unknown[], otherwise: unknown[] = [], joins: unknown[] = []) => ({
  kind: "if",
  id,
  after: [],
  condition,
  then,
  otherwise,
  joins,
});

export const joinOf = (out: string, then: Expression, otherwise: Expression) => ({ out, then, otherwise });
export const fanOut = (id: string, over: Expression, body: unknown[], result: Expression) => ({
  kind: "map",
  id,
  after: [],
  over,
  item: "item",
  index: "index",
  body,
  result,
  out: id,
});

/** Writes code and plan; returns the plan and its digest. */
export async function pushPlan(store: Store, sketch: PlanSketch, pipeline = "sketch"): Promise<{ plan: Plan; digest: Digest }> {
  const write = async (text: string): Promise<Digest> => {
    const digest = digestOf(text);
    await store.put(keys.code(digest), Buffer.from(text));
    await store.put(keys.codeManifest(digest), Buffer.from(JSON.stringify({ files: [{ path: "steps.ts", digest }] })));
    return digest;
  };
  const steps: Record<string, StepPlan> = {};
  for (const [name, { run, ...options }] of Object.entries(sketch.steps)) {
    steps[name] = {
      kind: "step",
      code: await write(`export default ${run};\n`),
      effect: false,
      output: { kind: "leaf", materializer: "json" },
      validator: null,
      retries: { limit: 0, delaySeconds: 0, backoff: 1 },
      resources: {},
      cache: { enabled: true },
      env: {},
      secrets: [],
      ...options,
    };
  }
  const structure = sketch.structure as Block;
  const exported = Object.entries(sketch.glue ?? {}).map(([name, text]) => `export const ${name} = ${text};`);
  const forWiring = {
    name: pipeline,
    parameters: { variable: parameters, schema: {} },
    structure,
    result: sketch.result,
    glue: [],
    steps: new Map(),
    spans: new Map(),
    names: new Map(),
  };
  const limits = { maxInstances: Number.MAX_SAFE_INTEGER, fanOutDepth: Number.MAX_SAFE_INTEGER };
  const wired = (): Wiring => {
    const { wiring, diagnostics } = wirePipeline(forWiring as never, steps, limits);
    if (diagnostics.length > 0) throw new Error(JSON.stringify(diagnostics));
    return wiring;
  };
  const wiring = sketch.wiring ?? wired();
  const plan: Plan = {
    format: 1,
    pipeline,
    tags: [],
    concurrency: "allow",
    parameters: {
      variable: parameters,
      schema: { type: "object" },
      validator: await write("export default function validate() { return true; }\n"),
    },
    steps,
    structure,
    result: sketch.result,
    glue: exported.length === 0 ? null : await write(`${exported.join("\n")}\n`),
    wiring,
    ...(sketch.maxParallel === undefined ? {} : { maxParallel: sketch.maxParallel }),
    ...(sketch.timeoutSeconds === undefined ? {} : { timeoutSeconds: sketch.timeoutSeconds }),
  };
  const text = canonicalJson(plan);
  const digest = digestOf(text);
  await store.put(keys.plan(digest), Buffer.from(text));
  if (sketch.source) await store.put(keys.planSource(digest), Buffer.from(JSON.stringify(sketch.source)));
  return { plan: JSON.parse(text) as Plan, digest };
}
