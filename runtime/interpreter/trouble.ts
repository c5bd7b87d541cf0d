// Trouble: why something cannot go on (what it needs failed, or has not ended), and which of several counts.
import type { IndexPath, NodeId, TaskId } from "../contract/index.js";
import { ExpressionError, NotAvailable } from "./errors.js";
import type { Cause } from "./interpreter.js";

export interface Failed {
  readonly kind: "failed";
  readonly cause: Cause;
}
export interface Pending {
  readonly kind: "pending";
  readonly node: NodeId | TaskId;
  readonly index: IndexPath;
}
export type Trouble = Failed | Pending;

/** The first failure, else the first that has not ended, else null: failure dominates. */
export function worst(troubles: readonly (Trouble | null)[]): Trouble | null {
  return troubles.find((trouble) => trouble?.kind === "failed") ?? troubles.find((trouble) => trouble !== null) ?? null;
}

/** Evaluates, and says what came of it. */
export async function trial(evaluation: () => Promise<unknown>): Promise<Trouble | null> {
  try {
    await evaluation();
    return null;
  } catch (error) {
    if (error instanceof ExpressionError) {
      return { kind: "failed", cause: { kind: "expression", node: error.node, index: error.index, error: error.error } };
    }
    if (error instanceof NotAvailable) return { kind: "pending", node: error.node, index: error.index };
    throw error;
  }
}

/** What an evaluation rejects with that meets this trouble. */
export function errorOfTrouble(trouble: Trouble): Error {
  if (trouble.kind === "pending") return new NotAvailable(trouble.node, trouble.index);
  const { cause } = trouble;
  return cause.kind === "node"
    ? new NotAvailable(cause.node, cause.index)
    : new ExpressionError(cause.node, cause.index, cause.error);
}
