// The body of a `try` while it is lowered: where it may fail, and the values that variables have there.
import type { NodeId } from "../../runtime/contract/index.js";
import type { Environment, Variable } from "./environment.js";
import type { Frame } from "./frame.js";
import type { Value } from "./value.js";

export interface Attempt {
  /** As it was where the `try` began. */
  readonly outer: Environment;
  /** The body's own layer. */
  body: Environment;
  /** For each variable from outside that was changed before it: its value where a node begins that may fail. */
  readonly versions: Map<Variable, { readonly node: NodeId; readonly value: Value }[]>;
}

export function createAttempt(outer: Environment): Attempt {
  return { outer, body: outer, versions: new Map() };
}

/** Notes that the node that begins here may fail. */
export function noteFailing(frame: Frame, node: NodeId): void {
  const { attempt } = frame;
  if (!attempt) return;
  const seen = new Set<Variable>();
  for (let layer: Environment | undefined = frame.environment; layer; layer = layer.outer) {
    for (const [variable, value] of layer.changes) {
      if (seen.has(variable) || "flag" in variable || !attempt.outer.get(variable)) continue;
      seen.add(variable);
      const versions = attempt.versions.get(variable);
      if (versions) versions.push({ node, value });
      else attempt.versions.set(variable, [{ node, value }]);
    }
    if (layer === attempt.body) break;
  }
}
