// What the interpreter answers with, and what it asks: the types of `createInterpreter`.
import type {
  Artifact,
  AttemptRecord,
  Expression,
  GlueModule,
  IndexPath,
  JsonObject,
  NodeId,
  TaskId,
} from "../contract/index.js";

/** What the interpreter reads, each at most once and only when something needs it. */
export interface Answers {
  /** The run's parameters, validated, with defaults. */
  readonly parameters: JsonObject;
  /** The last attempt of a node's (or gate's) instance, or null where there is none. */
  record(node: NodeId | TaskId, index: IndexPath): Promise<AttemptRecord | null>;
  /** An output's value, with handles for what is not data. Asked once per artifact; the value is never changed. */
  load(artifact: Artifact): Promise<unknown>;
  /** The plan's glue module; asked only when glue is evaluated. */
  glue(): Promise<GlueModule>;
}

/** Why something is not run: what it needs failed, was not run, or threw. */
export type Cause =
  | { readonly kind: "node"; readonly node: NodeId | TaskId; readonly index: IndexPath }
  /** The expression of `node` (a let, an `if`'s condition, a map's list, a call's arguments; null: the result) threw `error`. */
  | { readonly kind: "expression"; readonly node: NodeId | TaskId | null; readonly index: IndexPath; readonly error: unknown };

export type Decision =
  | { readonly kind: "run" }
  | { readonly kind: "skip" }
  | { readonly kind: "not-run"; readonly because: Cause }
  /** A node that it needs has not ended: it has no record, or a failed one that may be tried again. */
  | { readonly kind: "pending"; readonly because: { readonly node: NodeId | TaskId; readonly index: IndexPath } };

/** A node's state as the records tell it. `pending`: it has not ended, or may be tried again. */
export type InstanceState = "succeeded" | "reused" | "failed" | "skipped" | "not-run" | "pending";

/**
 * A path shorter than a node's depth in fan-outs stands for a fan-out that has no instances there: `state(node, [])` of a
 * node in a map that is empty or not entered is `skipped` or `not-run`.
 */
export interface Interpreter {
  /** Whether an instance of a call or a gate runs, were it asked now; its own record is not looked at. */
  decide(task: TaskId | NodeId, index: IndexPath): Promise<Decision>;
  /** The arguments of a call that runs; shared values, to be copied before user code gets them. */
  argumentsOf(node: NodeId, index: IndexPath): Promise<readonly unknown[]>;
  /**
   * The value of an expression that stands in the block at `index`. Rejects with an ExpressionError that names `owner`
   * where it throws itself, and with NotAvailable where it needs a node that has left no value.
   */
  evaluate(expression: Expression, index: IndexPath, owner?: NodeId | TaskId | null): Promise<unknown>;
  /** Items of a fan-out; 0 where the map is not entered. Rejects as `evaluate` does. */
  count(map: NodeId, index: IndexPath): Promise<number>;
  /** By its record, or by what `decide` says where it has none. */
  state(task: NodeId | TaskId, index: IndexPath): Promise<InstanceState>;
  /** Index paths of a node's instances, in order; null where a fan-out's list is not known (yet). */
  instances(task: NodeId | TaskId): Promise<readonly IndexPath[] | null>;
  /** Why a let, or a call, has failed or was not run; null where it has not: a let in a block that is not entered is not evaluated. */
  check(node: NodeId, index: IndexPath): Promise<Cause | null>;
  /** The pipeline's result. Rejects as `evaluate` does. */
  result(): Promise<unknown>;
}
