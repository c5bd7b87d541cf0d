// What a task tells its engine when it has ended: booleans for guards, a count for a fan-out, which results are known.
import { type AtomId, type IndexPath, instancesOf, type Publication, type Publications } from "../contract/index.js";
import { ExpressionError, NotAvailable } from "../interpreter/index.js";
import { knownIn, knownInEach } from "./known.js";
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
  const booleans: Record<AtomId, boolean | "some"> = {};
  const lists: Record<AtomId, readonly boolean[]> = {};
  for (const publication of publishes) {
    if (publication.kind === "boolean") {
      const value = await truthOf(context, publication, said);
      if (value !== undefined) booleans[publication.atom] = value;
    } else if (publication.kind === "known" && publication.each === undefined) {
      const share = items.map((item) => item.index);
      booleans[publication.atom] = await knownIn(context, publication, share);
    } else if (publication.kind === "known") lists[publication.atom] = await knownInEach(context, publication, index);
  }
  const count = await counted(context, publishes, index);
  const some = (published: object): boolean => Object.keys(published).length > 0;
  return { ...(some(booleans) ? { booleans } : {}), ...(some(lists) ? { lists } : {}), ...count };
}

async function truthOf(
  { interpreter }: TaskContext,
  { value }: Extract<Publication, { kind: "boolean" }>,
  said: readonly ItemOutcome[],
): Promise<boolean | "some" | undefined> {
  const values = await Promise.all(
    said.map((item) =>
      item.state === "failed" || item.state === "not-run"
        ? ("some" as const)
        : orElse("some" as const, async () => Boolean(await interpreter.evaluate(value, item.index))),
    ),
  );
  const [first] = values;
  return first === undefined || values.every((one) => one === first) ? first : "some";
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
