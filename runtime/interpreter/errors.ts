// The two ways in which an expression has no value.
import type { IndexPath, NodeId, TaskId } from "../contract/index.js";

/** An expression threw: the author's glue, or a property read from null or undefined. `error` is what it threw. */
export class ExpressionError extends Error {
  override readonly name = "ExpressionError";
  constructor(
    /** The node whose expression it is; null: the result, or an expression of a task's. */
    readonly node: NodeId | TaskId | null,
    readonly index: IndexPath,
    readonly error: unknown,
  ) {
    super(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/** An expression needs a node that has left no value: it has not ended, failed, or was not run. */
export class NotAvailable extends Error {
  override readonly name = "NotAvailable";
  constructor(
    readonly node: NodeId | TaskId,
    readonly index: IndexPath,
  ) {
    super(`"${[node, ...index].join("/")}" has left no value.`);
  }
}
