// Which items an instance of a task handles, and what the engine is told about all of them together.
import {
  chunkOf,
  exitCode,
  type FanOut,
  type IndexPath,
  instancesOf,
  type NodeId,
  type Plan,
  type Task,
} from "../contract/index.js";
import { ExpressionError, type Interpreter, NotAvailable } from "../interpreter/index.js";
import { misuse } from "./failure.js";
import type { ItemOutcome, OutcomeState } from "./task.js";

export interface Share {
  /** Index paths of the items, in order. */
  readonly items: readonly IndexPath[];
  /** The fan-out is cut into chunks: its items succeed and fail each by itself. */
  readonly chunked: boolean;
}

/** The items of an engine's instance. */
export async function shareOf(plan: Plan, interpreter: Interpreter, task: Task, index: IndexPath): Promise<Share> {
  const around = fanOutsAround(plan, task.fanOut);
  const [inner, ...outer] = around;
  if (!inner) return { items: [[]], chunked: false };
  if (index.length !== around.length) {
    throw misuse(
      `"${task.id}" runs in ${around.length} fan-out(s), so its index needs as many positions; got "${index.join(".")}".`,
    );
  }
  const outside = index.slice(0, -1);
  const instance = index.at(-1) ?? 0;
  for (const [position, fanOut] of outer.entries()) {
    const path = outside.slice(0, outer.length - 1 - position);
    if (instancesOf(await interpreter.count(fanOut.id, path), fanOut).size > 1) {
      throw new Error(`zenc: this version does not run a fan-out inside chunks of "${fanOut.id}".`);
    }
  }
  try {
    const count = await interpreter.count(inner.id, outside);
    const [from, to] = chunkOf(instance, count, inner);
    const items = Array.from({ length: Math.max(0, to - from) }, (_, position) => [...outside, from + position]);
    return { items, chunked: instancesOf(count, inner).size > 1 };
  } catch (error) {
    // The list is not there: the instance stands for all, and its decision says why.
    if (error instanceof ExpressionError || error instanceof NotAvailable) return { items: [index], chunked: false };
    throw error;
  }
}

/** Innermost first. */
function fanOutsAround(plan: Plan, innermost: NodeId | undefined): readonly FanOut[] {
  const found: FanOut[] = [];
  for (let id = innermost; id !== undefined; id = found.at(-1)?.parent) {
    const fanOut = plan.wiring.fanOuts.find((one) => one.id === id);
    if (!fanOut) throw new Error(`zenc: the plan has no fan-out "${id}".`);
    found.push(fanOut);
  }
  return found;
}

/** Whether no other task of the same fan-out waits for this one: then it reports what failed in the chunk. */
export function isLastOfBody(plan: Plan, task: Task): boolean {
  return !plan.wiring.tasks.some((other) => other.fanOut === task.fanOut && other.waits.includes(task.id));
}

export interface Verdict {
  readonly exit: number;
  readonly fatal?: string;
}

/** What the engine is told of a single instance. */
export function verdictOfOne({ state, error }: ItemOutcome): Verdict {
  if (state !== "failed" && state !== "not-run") return { exit: exitCode.done };
  const exit = state === "not-run" ? exitCode.notRun : error?.fatal ? exitCode.fatal : exitCode.failed;
  return error?.fatal ? { exit, fatal: error.message } : { exit };
}

/** What the engine is told of a chunk: retry while that helps; what failed for good is reported by the last tasks of a body. */
export function verdictOfChunk(items: readonly ItemOutcome[], last: boolean): Verdict {
  const failed = items.filter((item) => item.state === "failed");
  if (failed.some((item) => !item.final)) return { exit: exitCode.failed };
  if (!last) return { exit: exitCode.done };
  const [first] = failed;
  const message = `${failed.length} of ${items.length} items failed; the first: ${first?.error?.message ?? ""}`;
  if (first)
    return failed.every((item) => item.error?.fatal) ? { exit: exitCode.fatal, fatal: message } : { exit: exitCode.failed };
  const unmet = items.find((item) => item.state === "not-run");
  if (!unmet) return { exit: exitCode.done };
  return unmet.error?.fatal ? { exit: exitCode.notRun, fatal: unmet.error.message } : { exit: exitCode.notRun };
}

const worstFirst: readonly OutcomeState[] = ["failed", "not-run", "succeeded", "reused"];
/** The state that stands for all items. */
export function stateOfAll(items: readonly ItemOutcome[]): OutcomeState {
  return worstFirst.find((state) => items.some((item) => item.state === state)) ?? "skipped";
}
