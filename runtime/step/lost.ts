// What a process left no record of that nobody counted: out of memory, or lost with its machine once too often. The engine says that it has ended.
import type { AttemptRecord, IndexPath, NodeId, Task, TaskId } from "../contract/index.js";
import { processEnvironment, type TaskContext } from "./task-context.js";

/**
 * Of the gate of a `try`, which starts when all tasks of the body have ended: what should have run there and has left no record
 * (or one of an attempt that was to be followed by another) is recorded as failed for good, so that the handler is entered as for
 * any other failure. Where a process has written its record after all, that one stands.
 * @returns whether there was any; then the interpreter knows too little.
 */
export async function recordLost(context: TaskContext, task: Task, paths: readonly IndexPath[]): Promise<boolean> {
  let found = false;
  for (const path of paths) {
    let { interpreter } = context;
    for (let lost = await lostIn(interpreter); lost; lost = await lostIn(interpreter)) {
      await recordOne(context, lost.node, lost.index);
      found = true;
      interpreter = context.interpretAnew();
    }
    async function lostIn(asked: TaskContext["interpreter"]) {
      const decision = await asked.decide(task.id, path);
      if (decision.kind !== "pending") return null;
      const { because } = decision;
      return asked.standsIn({ kind: "node", ...because }, task.catches as NodeId, path) ? because : null;
    }
  }
  return found;
}

async function recordOne({ records }: TaskContext, node: NodeId | TaskId, index: IndexPath): Promise<void> {
  const earlier = await records.attempts(node, index);
  const record: AttemptRecord = {
    format: 1,
    node,
    index,
    attempt: earlier.length + 1,
    state: "failed",
    final: true,
    key: null,
    output: null,
    error: {
      cause: "step",
      name: "ProcessEnded",
      message: "The step's process ended and left no record. Often the machine's memory was full, or the machine was lost.",
      fatal: false,
    },
    startedAt: new Date().toISOString(),
    durationMs: 0,
    metrics: [],
    environment: processEnvironment(),
  };
  await records.commit(record);
}
