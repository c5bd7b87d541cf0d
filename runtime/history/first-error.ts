// The error of a run: the first in program order that no `try` has caught.
import { type Block, blocksOf } from "../contract/index.js";
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
  const all = [...records.last.values()].filter(({ state, error }) => state === "failed" && isSame(error, said));
  const gates = new Set<string>(records.plan.wiring.tasks.filter((task) => task.kind === "gate").map((task) => task.id));
  const thrower = isThrow(records.plan.structure, node) ? all.find((record) => !gates.has(record.node)) : undefined;
  // What was caught and is thrown again: the failure itself tells more than the place of the second throw.
  if (thrower?.error) return { ...thrower.error, node: thrower.node, index: thrower.index };
  const gate = all.find((record) => gates.has(record.node))?.error;
  const at = node === null ? undefined : records.source.nodes[node];
  // The author's statement; but where it was thrown by a function of another file, that.
  const place = gate?.file !== undefined && gate.file !== at?.file ? gate : at;
  return {
    node: null,
    index,
    cause: "expression",
    ...said,
    ...(gate?.stack === undefined ? {} : { stack: gate.stack }),
    ...(place ? positionOf(place) : {}),
  };
}

function isThrow(block: Block, id: Cause["node"]): boolean {
  return block.some((node) => (node.kind === "throw" ? node.id === id : blocksOf(node).some((part) => isThrow(part.block, id))));
}

interface Said {
  readonly name: string;
  readonly message: string;
}
const isSame = (error: Said | undefined, said: Said): boolean =>
  error !== undefined && error.name === said.name && error.message === said.message;

function positionOf({
  file,
  line,
  column,
}: Pick<RunError, "file" | "line" | "column">): Pick<RunError, "file" | "line" | "column"> {
  return {
    ...(file === undefined ? {} : { file }),
    ...(line === undefined ? {} : { line }),
    ...(column === undefined ? {} : { column }),
  };
}
