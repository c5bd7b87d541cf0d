// What a task tells its engine when it has ended: booleans for guards, a count for a fan-out.
import { type AtomId, type IndexPath, instancesOf, type Publication, type Publications } from "../contract/index.js";
import { ExpressionError, NotAvailable } from "../interpreter/index.js";
import type { ItemOutcome } from "./task.js";
import type { TaskContext } from "./task-context.js";

/**
 * The publications of a task whose items ended so. An expression that throws is published as "some", and its fan-out as
 * one instance: whoever is guarded by it starts, finds that what it needs threw, and is not run. Skipped items say nothing.
 */
export async function publish(
  context: TaskContext,
  publishes: readonly Publication[],
  items: readonly ItemOutcome[],
  index: IndexPath,
): Promise<Publications> {
  const said = items.filter((item) => item.state !== "skipped");
  if (publishes.length === 0 || (said.length === 0 && items.length > 0)) return await counted(context, publishes, index);
  const booleans: Record<string, boolean | "some"> = {};
  for (const publication of publishes) {
    if (publication.kind !== "boolean") continue;
    const values = await Promise.all(
      said.map((item) =>
        item.state === "failed" || item.state === "not-run"
          ? ("some" as const)
          : orElse("some" as const, async () => Boolean(await context.interpreter.evaluate(publication.value, item.index))),
      ),
    );
    const [first] = values;
    if (first !== undefined) booleans[publication.atom] = values.every((value) => value === first) ? first : "some";
  }
  const count = await counted(context, publishes, index);
  return { ...(Object.keys(booleans).length > 0 ? { booleans: booleans as Record<AtomId, boolean | "some"> } : {}), ...count };
}

async function counted(
  { interpreter, plan }: TaskContext,
  publishes: readonly Publication[],
  index: IndexPath,
): Promise<Publications> {
  const publication = publishes.find((one) => one.kind === "count");
  if (publication?.kind !== "count") return {};
  const fanOut = plan.wiring.fanOuts.find((one) => one.id === publication.fanOut);
  if (!fanOut) throw new Error(`zenc: the plan has no fan-out "${publication.fanOut}".`);
  const items = await orElse(null, () => interpreter.count(fanOut.id, index));
  return { count: items === null ? 1 : instancesOf(items, fanOut).instances };
}

async function orElse<T, E>(otherwise: E, compute: () => Promise<T>): Promise<T | E> {
  try {
    return await compute();
  } catch (error) {
    if (error instanceof ExpressionError || error instanceof NotAvailable) return otherwise;
    throw error;
  }
}
