// What wiring made of a pipeline and why, for people: `zenc plan` prints it.
import type { Task, TaskId, Wiring } from "../../runtime/contract/index.js";

export interface WiringNote {
  readonly task: TaskId;
  /** A step of its own; a step once per item, in chunks where there are more items than the engine takes; a compound that it runs whole; or a gate. */
  readonly form: "native" | "chunks" | "block" | "gate";
  /** One sentence without a full stop; empty for what needs no reason. */
  readonly why: string;
}

/** One note per task, in program order. */
export function explainWiring(wiring: Wiring): readonly WiringNote[] {
  const fanOuts = new Map(wiring.fanOuts.map((fanOut) => [fanOut.id, fanOut]));
  return wiring.tasks.map((task): WiringNote => {
    if (task.kind === "gate") return { task: task.id, form: "gate", why: gateReason(task) };
    if (task.kind === "block") return { task: task.id, form: "block", why: "" };
    const fanOut = task.fanOut === undefined ? undefined : fanOuts.get(task.fanOut);
    if (!fanOut) return { task: task.id, form: "native", why: "" };
    const limited = fanOut.batch > 1 || fanOut.maxInstances < Number.MAX_SAFE_INTEGER;
    if (!limited) return { task: task.id, form: "native", why: "" };
    const size =
      fanOut.batch > 1 ? `at least ${fanOut.batch} items a process` : `more than ${fanOut.maxInstances} items share processes`;
    return { task: task.id, form: "chunks", why: size };
  });
}

function gateReason(task: Task): string {
  if (task.catches !== undefined) return "judges the body when all in it has ended";
  const reasons = task.publishes.map((publication) =>
    publication.kind === "count"
      ? `counts the items of ${publication.fanOut}`
      : `evaluates "${publication.atom}", which no single step before it is sure to know`,
  );
  if (task.evaluates.length > 0) reasons.push("evaluates expressions that may throw and that no step is sure to evaluate");
  if (task.evaluatesResult) reasons.push("evaluates the result, which may throw");
  return reasons.join("; ");
}
