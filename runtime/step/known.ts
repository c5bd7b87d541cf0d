// Whether the result of a costly call is known, found before its task would start. What is known is committed as reused.
import { chunkOf, type IndexPath, instancesOf, type Publication } from "../contract/index.js";
import { ExpressionError, type Interpreter, NotAvailable } from "../interpreter/index.js";
import { isStoreError } from "../stores/index.js";
import { isValueError } from "../values/index.js";
import { beginAttempt, reuseResult } from "./begin.js";
import { TaskFailure } from "./failure.js";
import type { TaskContext } from "./task-context.js";

type Known = Extract<Publication, { kind: "known" }>;
/** idle: it is not to run, so that its process would have nothing to do. */
type Found = "known" | "unknown" | "idle";

// Enough to hide a store's latency.
const atOnce = 32;

/** Whether nothing is left to do for an engine's instance of the call's task, which handles these items. */
export async function knownIn(context: TaskContext, { node }: Known, items: readonly IndexPath[]): Promise<boolean> {
  const interpreter = context.interpretAnew();
  const found = await all(items, (index) => find(context, interpreter, node, index));
  return isKnown(found);
}

/** The same of all instances of the fan-out around the call, below the publisher's own index. */
export async function knownInEach(context: TaskContext, { node, each }: Known, outside: IndexPath): Promise<readonly boolean[]> {
  const fanOut = context.plan.wiring.fanOuts.find(({ id }) => id === each);
  if (!fanOut) throw new Error(`zenc: the plan has no fan-out "${each}".`);
  const interpreter = context.interpretAnew();
  const count = await orElse(null, () => interpreter.count(fanOut.id, outside));
  // The source of the fan-out says one instance then, which finds why.
  if (count === null) return [false];
  const items = Array.from({ length: count }, (_, position) => [...outside, position]);
  const found = await all(items, (index) => find(context, interpreter, node, index));
  const { instances } = instancesOf(count, fanOut);
  return Array.from({ length: instances }, (_, instance) => isKnown(found.slice(...chunkOf(instance, count, fanOut))));
}

const isKnown = (found: readonly Found[]): boolean => found.includes("known") && !found.includes("unknown");

/** Whatever goes wrong is the call's own to find: then its process starts. */
function find(context: TaskContext, interpreter: Interpreter, node: Known["node"], index: IndexPath): Promise<Found> {
  return orElse("unknown", async () => {
    const attempts = await context.records.attempts(node, index);
    const last = attempts.at(-1);
    if (last && last.state !== "failed") return "known";
    // What was caught stays, when a run goes on.
    if (last?.final && (await interpreter.isCaught(node, index))) return "unknown";
    const decision = await interpreter.decide(node, index);
    if (decision.kind !== "run") return decision.kind === "skip" ? "idle" : "unknown";
    const step = interpreter.stepOf(node);
    const begun = await beginAttempt({ plan: context.plan, interpreter }, { node, step, index, earlier: attempts });
    return (await reuseResult(context, begun))?.state === "reused" ? "known" : "unknown";
  });
}

async function all<T>(items: readonly IndexPath[], one: (index: IndexPath) => Promise<T>): Promise<readonly T[]> {
  const results: T[] = [];
  for (let from = 0; from < items.length; from += atOnce) {
    results.push(...(await Promise.all(items.slice(from, from + atOnce).map(one))));
  }
  return results;
}

async function orElse<T>(otherwise: T, compute: () => Promise<T>): Promise<T> {
  try {
    return await compute();
  } catch (error) {
    const expected = error instanceof ExpressionError || error instanceof NotAvailable || error instanceof TaskFailure;
    if (expected || isValueError(error) || isStoreError(error)) return otherwise;
    throw error;
  }
}
