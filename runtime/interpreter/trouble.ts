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

/**
 * Which of several troubles counts: a failure, else the first that has not ended. Failure dominates, and of several failures the
 * one whose cause stands last in program order. So what failed inside the body of a `try` goes before what failed, or may still
 * fail, outside of it, and it makes no difference which of them is known first.
 */
export function worst(
  troubles: readonly (Trouble | null)[],
  nodes: ReadonlyMap<NodeId, { readonly position: number }>,
): Trouble | null {
  let found: Failed | null = null;
  const positionOf = ({ cause }: Failed): number => nodes.get(cause.node as NodeId)?.position ?? Number.POSITIVE_INFINITY;
  for (const trouble of troubles) {
    if (trouble?.kind !== "failed") continue;
    if (!found || positionOf(trouble) > positionOf(found)) found = trouble;
  }
  return found ?? troubles.find((trouble) => trouble !== null) ?? null;
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
