// What the interpreter answers with, and what it asks: the types of `createInterpreter`.
import type {
  Artifact,
  AttemptRecord,
  Expression,
  GlueModule,
  IndexPath,
  JsonObject,
  NodeId,
  StepName,
  TaskId,
  TryOutcome,
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
  /** Whether the asker walks a loop itself, round by round: then the records of later rounds are not asked for. Default: no. */
  unfolds?(loop: NodeId, index: IndexPath): boolean;
}

/** Why something is not run: what it needs failed, was not run, or threw. */
export type Cause =
  | { readonly kind: "node"; readonly node: NodeId | TaskId; readonly index: IndexPath }
  /**
   * The expression of `node` (a let, an `if`'s condition, a map's list, a call's arguments; null: the result) threw `error`; or `node`
   * is a `throw` that was reached.
   */
  | { readonly kind: "expression"; readonly node: NodeId | TaskId | null; readonly index: IndexPath; readonly error: unknown };

export type Decision =
  | { readonly kind: "run" }
  | { readonly kind: "skip" }
  | { readonly kind: "not-run"; readonly because: Cause }
  /** A node that it needs has not ended: it has no record, or a failed one that may be tried again. */
  | { readonly kind: "pending"; readonly because: { readonly node: NodeId | TaskId; readonly index: IndexPath } };

/** What trouble there is somewhere, in program order. */
export interface Troubles {
  readonly causes: readonly Cause[];
  /** Something has not ended. */
  readonly pending: boolean;
}

/** A node's state as the records tell it. `pending`: it has not ended, or may be tried again. */
export type InstanceState = "succeeded" | "reused" | "failed" | "skipped" | "not-run" | "pending";

/**
 * A path shorter than a node's depth in fan-outs and loops stands for one that has no instances there: `state(node, [])` of a
 * node in a map that is empty or not entered is `skipped` or `not-run`.
 */
export interface Interpreter {
  /** Whether an instance of a call, a gate or a block runs, were it asked now; its own record is not looked at. */
  decide(task: TaskId | NodeId, index: IndexPath): Promise<Decision>;
  /** The step that a call calls. */
  stepOf(node: NodeId): StepName;
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
  /** Index paths of a node's instances, in order; null where a fan-out's list or the end of a loop is not known (yet). */
  instances(task: NodeId | TaskId): Promise<readonly IndexPath[] | null>;
  /** Whether an item of a fan-out, or a round of a loop, begins. Of a round: once what stands before it has ended. */
  begins(compound: NodeId, index: IndexPath): Promise<boolean>;
  /**
   * Why a node's own expressions threw, or a call has failed or was not run, in any instance at or below `index`; null where
   * none has, or a `try` around has caught it. What stands in a block that is not entered is not evaluated.
   */
  check(node: NodeId, index: IndexPath): Promise<Cause | null>;
  /** All trouble in a compound, or (null) in the pipeline, but for what a `try` inside has caught. */
  troubles(node: NodeId | null, index: IndexPath): Promise<Troubles>;
  /** What came of the body of a try. Rejects where it is not over, and with the trouble from outside where there is some. */
  outcome(node: NodeId, index: IndexPath): Promise<TryOutcome>;
  /** Whether trouble of this instance was caught by a `try` around it. */
  isCaught(task: NodeId | TaskId, index: IndexPath): Promise<boolean>;
  /** Whether a cause stands in a compound, or is one of its own expressions. */
  standsIn(cause: Cause, compound: NodeId, index: IndexPath): boolean;
  /** The pipeline's result. Rejects as `evaluate` does. */
  result(): Promise<unknown>;
}
