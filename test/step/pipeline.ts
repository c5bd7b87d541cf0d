// A small builder of plans by hand: steps and glue as JavaScript text, put into a store with their source maps and validators.
import { Ajv2020, type AnySchema } from "ajv/dist/2020.js";
import standalone from "ajv/dist/standalone/index.js";
import { build } from "esbuild";
import {
  blocksOf,
  type CallNode,
  canonicalJson,
  type Digest,
  digestOf,
  type Expression,
  type FanOut,
  type JsonSchema,
  keys,
  type Plan,
  type StepName,
  type StepPlan,
  type Store,
  type StructureNode,
  type Task,
  type Wiring,
} from "../../runtime/contract/index.js";

export interface StepText {
  /** A module's TypeScript: a default export, the function. */
  readonly code: string;
  readonly plan?: Partial<StepPlan>;
  /** Of the output. */
  readonly schema?: JsonSchema;
}

export interface PipelineText {
  readonly name?: string;
  readonly steps?: Readonly<Record<string, StepText>>;
  /** The glue module: named exports. */
  readonly glue?: string;
  readonly parameters?: JsonSchema;
  readonly structure: readonly StructureNode[];
  readonly result?: Expression;
  readonly tasks?: readonly Task[];
  readonly fanOuts?: readonly FanOut[];
}

/** Bundles a text as the compiler would, with its map beside it. */
async function bundled(store: Store | null, text: string, file: string): Promise<Digest> {
  const result = await build({
    stdin: { contents: text, sourcefile: file, loader: "ts", resolveDir: process.cwd() },
    bundle: true,
    format: "esm",
    platform: "node",
    alias: { zenc: "./runtime/authoring/index.ts" },
    external: ["./*.mjs"],
    sourcemap: "external",
    outfile: "out.mjs",
    write: false,
    legalComments: "none",
  });
  const code = result.outputFiles.find((output) => output.path.endsWith(".mjs"));
  const map = result.outputFiles.find((output) => output.path.endsWith(".map"));
  if (!code || !map) throw new Error("esbuild made no output");
  const digest = digestOf(code.contents);
  await store?.put(keys.code(digest), code.contents);
  await store?.put(keys.codeMap(digest), map.contents);
  return digest;
}

async function validator(store: Store | null, schema: JsonSchema): Promise<Digest> {
  const ajv = new Ajv2020({ code: { source: true, esm: true }, strict: false, allErrors: true });
  const text = (standalone as unknown as { default: (ajv: Ajv2020, validate: unknown) => string }).default(
    ajv,
    ajv.compile(schema as AnySchema),
  );
  return bundled(store, text, "validator.ts");
}

/** Puts plan and code into the store. Tasks default to one per call, without waits. */
export async function pushPipeline(store: Store | null, text: PipelineText): Promise<{ plan: Plan; digest: Digest }> {
  const steps: Record<StepName, StepPlan> = {};
  for (const [name, step] of Object.entries(text.steps ?? {})) {
    steps[name as StepName] = {
      kind: "step",
      code: await bundled(store, step.code, `steps/${name}.ts`),
      effect: false,
      output: { kind: "leaf", materializer: "json" },
      validator: step.schema ? await validator(store, step.schema) : null,
      retries: { limit: 0, delaySeconds: 1, backoff: 1 },
      resources: {},
      cache: { enabled: true },
      env: {},
      secrets: [],
      ...step.plan,
    };
  }
  const wiring: Wiring = {
    tasks: text.tasks ?? callsIn(text.structure).map((node) => task(node.id)),
    fanOuts: text.fanOuts ?? [],
  };
  const plan: Plan = {
    format: 1,
    pipeline: text.name ?? "trial",
    tags: [],
    concurrency: "allow",
    parameters: {
      variable: "parameters" as Plan["parameters"]["variable"],
      schema: text.parameters ?? { type: "object", properties: {}, additionalProperties: false },
      validator: text.parameters ? await validator(store, text.parameters) : null,
    },
    steps,
    structure: text.structure,
    result: text.result ?? { kind: "undefined" },
    glue: text.glue === undefined ? null : await bundled(store, text.glue, "pipeline.ts"),
    wiring,
  };
  const bytes = Buffer.from(canonicalJson(plan));
  const digest = digestOf(bytes);
  await store?.put(keys.plan(digest), bytes);
  return { plan, digest };
}

function callsIn(block: readonly StructureNode[]): readonly CallNode[] {
  return block.flatMap((node) => {
    if (node.kind === "call") return [node];
    return blocksOf(node).flatMap(({ block: part }) => callsIn(part));
  });
}

/** A task of a call, or a gate. */
export function task(id: string, rest: Partial<Record<keyof Task, unknown>> = {}): Task {
  const kind = rest.kind ?? "node";
  return {
    id,
    kind,
    ...(kind === "node" ? { node: id } : {}),
    waits: [],
    guard: [[]],
    publishes: [],
    evaluates: [],
    evaluatesResult: false,
    ...rest,
  } as Task;
}

export const ref = (variable: string): Expression => ({ kind: "reference", variable: variable as never });
export const literal = (value: Extract<Expression, { kind: "literal" }>["value"]): Expression => ({ kind: "literal", value });
export const select = (from: Expression, key: string | number): Expression => ({ kind: "select", from, key });
export const glue = (name: string, uses: readonly string[], throws = true): Expression =>
  ({ kind: "glue", glue: name, uses, throws }) as unknown as Expression;

/** A call of the step `step` (by default the one named like the node) into a variable named like the node. */
export function call(
  id: string,
  values: readonly Expression[],
  rest: { step?: string; after?: readonly string[] } = {},
): StructureNode {
  const { step = id, after = [] } = rest;
  return { id, kind: "call", after, out: id, step, arguments: { kind: "list", items: values } } as unknown as StructureNode;
}
export const throw_ = (id: string, value: Expression, after: readonly string[] = []): StructureNode =>
  ({ id, kind: "throw", after, value }) as unknown as StructureNode;
export const let_ = (out: string, value: Expression): StructureNode =>
  ({ id: `let_${out}`, kind: "let", after: [], out, value }) as unknown as StructureNode;
export function when(
  id: string,
  condition: Expression,
  then: readonly StructureNode[],
  otherwise: readonly StructureNode[] = [],
  joins: readonly (readonly [string, Expression, Expression])[] = [],
): StructureNode {
  // biome-ignore lint/suspicious/noThenProperty: the contract's word
  const all = joins.map(([out, one, other]) => ({ out, then: one, otherwise: other }));
  return { id, kind: "if", after: [], condition, then, otherwise, joins: all } as unknown as StructureNode;
}
/** A fan-out whose item is `<id>_item`, index `<id>_index`, and list of results `<id>`. */
export function map(id: string, over: Expression, body: readonly StructureNode[], result: Expression): StructureNode {
  const names = { item: `${id}_item`, index: `${id}_index`, out: id };
  return { id, kind: "map", after: [], over, ...names, body, result } as unknown as StructureNode;
}
/** A loop; `carried` maps the head's name to init and next. The variable after the loop is `<head>_out`. */
export function loop(
  id: string,
  carried: Readonly<Record<string, readonly [Expression, Expression]>>,
  body: readonly StructureNode[],
  again: Expression,
): StructureNode {
  const all = Object.entries(carried).map(([head, [init, next]]) => ({ head, init, next, out: `${head}_out` }));
  return { id, kind: "loop", after: [], carried: all, body, again } as unknown as StructureNode;
}

export interface TryRest {
  readonly joins?: readonly (readonly [string, Expression, Expression])[];
  /** The variable → the value before, and where nodes of the body began. */
  readonly snapshots?: Readonly<Record<string, readonly [Expression, Readonly<Record<string, Expression>>]>>;
}
/** A try whose error is `<id>_error`, and whose `caught` is `<id>_caught`. */
export function try_(
  id: string,
  body: readonly StructureNode[],
  handler: readonly StructureNode[],
  { joins = [], snapshots = {} }: TryRest = {},
): StructureNode {
  return {
    id,
    kind: "try",
    after: [],
    body,
    handler,
    error: `${id}_error`,
    caught: `${id}_caught`,
    snapshots: Object.entries(snapshots).map(([out, [before, at]]) => ({
      out,
      before,
      at: Object.entries(at).map(([node, value]) => ({ node, value })),
    })),
    // biome-ignore lint/suspicious/noThenProperty: the contract's word
    joins: joins.map(([out, one, other]) => ({ out, then: one, otherwise: other })),
  } as unknown as StructureNode;
}
/** A task that runs a compound whole. */
export const block = (node: string, rest: Partial<Record<keyof Task, unknown>> = {}): Task =>
  task(node, { kind: "block", node, whenEnded: true, ...rest });
/** The gate of a try. */
export const catchGate = (id: string, node: string, rest: Partial<Record<keyof Task, unknown>> = {}): Task =>
  task(id, { kind: "gate", catches: node, whenEnded: true, ...rest });
