// The Plan: one pipeline for one stack, all that a step process needs beside its task id, index, run id and store.
// Canonical JSON, content-addressed, free of clocks, versions, absolute paths and source positions.
import type { Codec } from "./codec.js";
import type { Expression } from "./expression.js";
import type { Digest, NodeId, StepName, VariableId } from "./ids.js";
import type { JsonSchema } from "./json.js";
import { type Block, blocksOf } from "./structure.js";
import type { Wiring } from "./wiring.js";

export interface Plan {
  readonly format: 1;
  /** The pipeline's name, `[A-Za-z][A-Za-z0-9_-]{0,62}`. */
  readonly pipeline: string;
  /** Human text: only ever written through an engine's escaping function. */
  readonly description?: string;
  readonly tags: readonly string[];
  readonly schedule?: { readonly cron: string; readonly timezone: string };
  /** What a new run does while another is running. Default "allow". */
  readonly concurrency: "allow" | "forbid" | "replace";
  readonly timeoutSeconds?: number;
  readonly maxParallel?: number;
  readonly parameters: ParametersPlan;
  readonly steps: Readonly<Record<StepName, StepPlan>>;
  readonly structure: Block;
  /** The pipeline's result, over variables of the outermost block. */
  readonly result: Expression;
  /** The module that exports all glue functions, or null where there is no glue. */
  readonly glue: Digest | null;
  readonly wiring: Wiring;
}

export interface ParametersPlan {
  /** Holds the object of parameters, validated and with the defaults of `schema` filled in. */
  readonly variable: VariableId;
  /** An object schema (draft 2020-12) with `default`, `description`, constraints; `additionalProperties: false`. */
  readonly schema: JsonSchema;
  /** A module whose default export is an ajv standalone validator, or null where there are no parameters. */
  readonly validator: Digest | null;
}

/** What a step is for; see the authoring functions. */
export type StepKind = "step" | "trainer" | "evaluator" | "deployer";

export interface StepPlan {
  readonly kind: StepKind;
  /** The step's own module: default export the function, optional exports `libraries` and `materializers`: see `StepModule`. */
  readonly code: Digest;
  /** Modules that `code` imports as `./<digest>.mjs`, dependencies first; absent where there are none. */
  readonly libraries?: readonly Digest[];
  /** Packages that could not be bundled, which `code` loads where it runs, as `name@version`; absent where there are none. */
  readonly packages?: readonly string[];
  /** It returns nothing, is a deployer or says `effect: true`: it keeps its place and is never cached. */
  readonly effect: boolean;
  readonly output: Codec;
  /** A module whose default export is an ajv standalone validator of the output, where that is JSON. */
  readonly validator: Digest | null;
  readonly retries: RetryPolicy;
  readonly timeoutSeconds?: number;
  readonly resources: Resources;
  readonly cache: { readonly enabled: boolean; readonly version?: string; readonly maxAgeSeconds?: number };
  /** Constant environment variables of the step; part of its key. */
  readonly env: Readonly<Record<string, string>>;
  /** Names of environment variables that the engine must provide; their values never enter a plan. */
  readonly secrets: readonly string[];
  readonly image?: string;
  readonly spot?: boolean;
  /** The pool of machines with accelerators that `place` chose, by name. */
  readonly pool?: string;
  /** The pool of machines without, for a step that is on none with. */
  readonly machine?: string;
  /** Fan-out items per process. Default 1. */
  readonly batch?: number;
  /** Name under which a trainer's model is registered. */
  readonly register?: string;
}

/** Attempts = limit + 1. The wait before attempt k + 1 is delaySeconds · backoff^(k − 1), at most maxDelaySeconds. */
export interface RetryPolicy {
  readonly limit: number;
  readonly delaySeconds: number;
  readonly backoff: number;
  readonly maxDelaySeconds?: number;
}

export interface Resources {
  readonly cpu?: number;
  readonly memoryBytes?: number;
  readonly diskBytes?: number;
  readonly gpu?: {
    readonly count: number;
    readonly memoryBytes?: number;
    readonly models?: readonly string[];
    readonly optional: boolean;
  };
}

/** What a step's module exports. */
export interface StepModule {
  readonly default: (...values: never[]) => unknown;
  /** Libraries that its materializers must share with the step's own code, as `{ tfjs: tf }`. */
  readonly libraries?: Readonly<Record<string, unknown>>;
  /**
   * The author's materializers of what the step returns or may take, by the digest of their own module: bundled with the step, so
   * that both know the same classes.
   */
  readonly materializers?: readonly (readonly [Digest, MaterializerModule["default"]])[];
}
/** What the module of an author's materializer exports. */
export interface MaterializerModule {
  readonly default: {
    write(value: unknown, file: string): unknown;
    read(file: string): unknown;
  };
}
/** What the glue module exports: one function per glue expression. */
export type GlueModule = Readonly<Record<string, (...values: unknown[]) => unknown>>;

/** The steps that each node calls: a call's own, those in a compound. */
export function stepsOf<Step = StepPlan>(plan: {
  readonly steps: Readonly<Record<string, Step>>;
  readonly structure: Block;
}): ReadonlyMap<NodeId, readonly Step[]> {
  const steps = new Map<NodeId, readonly Step[]>();
  const visit = (block: Block): readonly Step[] =>
    block.flatMap((node) => {
      const own = node.kind === "call" ? [plan.steps[node.step] as Step] : blocksOf(node).flatMap((inner) => visit(inner.block));
      steps.set(node.id, own);
      return own;
    });
  visit(plan.structure);
  return steps;
}
