// The error of a run: the first in program order that no `try` has caught.
import type { AttemptRecord, NodeId } from "../contract/index.js";
import { type Cause, type Interpreter, nameAndMessageOf } from "../interpreter/index.js";
import { type RunRecords, recordKey } from "./records.js";
import type { NodeView, RunError } from "./view.js";

/** Null where nothing has failed (yet). */
export async function firstError(
  interpreter: Interpreter,
  records: RunRecords,
  nodes: readonly NodeView[],
): Promise<RunError | null> {
  const { causes } = await interpreter.troubles(null, []);
  const [first] = causes;
  if (first) return errorOf(first, records);
  // What is no part of the structure's own trouble: a gate that failed by itself.
  const failed = nodes.find((node) => node.state === "failed" && !node.caught && node.error !== null);
  return failed?.error ? { node: failed.node, index: failed.index, ...failed.error } : null;
}

async function errorOf(cause: Cause, records: RunRecords): Promise<RunError> {
  if (cause.kind === "node") {
    const error = records.last.get(recordKey(cause.node, cause.index))?.error;
    return { node: cause.node, index: cause.index, ...(error ?? { message: "" }) };
  }
  const said = await nameAndMessageOf(cause.error);
  const { node, index } = cause;
  // A gate that evaluated it knows the line in the author's own code; else the author's line of the node is shown.
  const gate = gateThatMet(said, records);
  if (gate?.error) return { ...gate.error, node: gate.node, index: gate.index };
  const at = node === null ? undefined : records.source.nodes[node as NodeId];
  return { node: null, index, cause: "expression", ...said, ...(at ? { file: at.file, line: at.line, column: at.column } : {}) };
}

/** The record of a gate that this was thrown in. */
function gateThatMet(
  said: { readonly name: string; readonly message: string },
  { last, plan }: RunRecords,
): AttemptRecord | null {
  const gates = new Set<string>(plan.wiring.tasks.filter((task) => task.kind === "gate").map((task) => task.id));
  for (const record of last.values()) {
    const { error } = record;
    if (gates.has(record.node) && error?.name === said.name && error.message === said.message) return record;
  }
  return null;
}
