// Trouble: why something cannot go on (what it needs failed, or has not ended), and which of several counts.
import type { IndexPath, NodeId, TaskId } from "../contract/index.js";
import type { Cause } from "./interpreter.js";

export type Trouble =
  | { readonly kind: "failed"; readonly cause: Cause }
  | { readonly kind: "pending"; readonly node: NodeId | TaskId; readonly index: IndexPath };

/** The first failure, else the first that has not ended, else null: failure dominates. */
export function worst(troubles: readonly (Trouble | null)[]): Trouble | null {
  return troubles.find((trouble) => trouble?.kind === "failed") ?? troubles.find((trouble) => trouble !== null) ?? null;
}
